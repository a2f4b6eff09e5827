// Sealward's pages, made quicker. Everything here improves markup that already works without it; parts are found by data- attributes:
//   data-theme-set="system|light|dark" · data-theme-toggle    choose the theme
//   data-nav-toggle · data-nav-close                          fold the navigation on narrow screens
//   data-copy="#id"                                           copy that element's text or value
//   <time data-relative datetime="…Z">                        "12 days ago", exact UTC time on hover
//   data-filter-table="#id"                                   filter a table's rows as one types; data-filter-count="#id" says how many, in data-filter-unit="one many"
//   data-confirm-name="name" data-confirm-button="#id"        a button that works once the name is typed
//   data-live data-feed="URL" data-mark="…" data-running      long work that shows how far it is (below)
//   data-print                                                print the page
//   data-upload="URL"                                         send the file chosen inside to URL, then load the page anew
//   data-job-feed="URL"                                       show how far a job is, and load the page anew when it is over
//   data-run-log data-feed="URL" data-last="0"                the log of a run (below)
// Text only ever enters the page as text: nothing here sets markup from data.
(function () {
  'use strict';

  const root = document.documentElement;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const $$ = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  /** By id even when Faces put colons in it: "#form:table" is an id here, not a selector. */
  const target = (reference) => reference ? document.getElementById(reference.replace(/^#/, '')) : null;

  // ---------- a polite voice for screen readers ----------
  let voice;
  const say = (text) => {
    if (!voice) {
      voice = make('div', 'sr-only');
      voice.setAttribute('role', 'status');
      document.body.append(voice);
    }
    voice.textContent = '';
    setTimeout(() => { voice.textContent = text; }, 60);
  };

  /** Reads out how far long work is, a quarter at a time. */
  const teller = () => {
    let told = 0;
    return (percent) => {
      const quarter = Math.floor(percent / 25);
      if (quarter > told && quarter < 4) say(quarter * 25 + ' percent done');
      told = Math.max(told, quarter);
    };
  };

  // ---------- theme ----------
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const chosenTheme = () => { try { return localStorage.getItem('sealward.theme') || 'system'; } catch (e) { return root.dataset.theme || 'system'; } };
  const showTheme = (choice) => {
    if (choice === 'system') delete root.dataset.theme; else root.dataset.theme = choice;
    root.dataset.shownTheme = choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice;
    $$('[data-theme-set]').forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.themeSet === choice)));
    $$('[data-theme-toggle]').forEach((b) => b.setAttribute('aria-label', root.dataset.shownTheme === 'dark' ? 'Use the light theme' : 'Use the dark theme'));
  };
  const chooseTheme = (choice) => {
    try { if (choice === 'system') localStorage.removeItem('sealward.theme'); else localStorage.setItem('sealward.theme', choice); } catch (e) { /* for this page only */ }
    showTheme(choice);
  };
  systemDark.addEventListener('change', () => showTheme(chosenTheme()));

  // ---------- navigation on narrow screens: the link to #nav works alone; this adds focus, Escape and the backdrop ----------
  let navReturn = null;
  const openNav = (from) => {
    navReturn = from || null;
    root.dataset.nav = 'open';
    $$('[data-nav-toggle]').forEach((t) => t.setAttribute('aria-expanded', 'true'));
    const first = $('.nav-link[aria-current], .nav-link');
    if (first) first.focus();
  };
  const closeNav = (focusMoved) => {
    if (root.dataset.nav !== 'open') return;
    delete root.dataset.nav;
    $$('[data-nav-toggle]').forEach((t) => t.setAttribute('aria-expanded', 'false'));
    if (navReturn && !focusMoved) navReturn.focus();
  };
  // Whoever tabs on past its last link must not work behind it.
  document.addEventListener('focusin', (event) => { if (!event.target.closest('.nav, [data-nav-toggle]')) closeNav(true); });

  // ---------- copy ----------
  const copy = async (button) => {
    const source = target(button.dataset.copy);
    if (!source) return;
    const text = 'value' in source ? source.value : source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch (e) { // no clipboard on plain http: select it, so that the keys work
      const range = document.createRange();
      if ('select' in source) source.select(); else { range.selectNodeContents(source); getSelection().removeAllRanges(); getSelection().addRange(range); }
      if (!document.execCommand('copy')) { say('Selected. Press Control C to copy.'); return; }
    }
    say('Copied');
    const label = button.querySelector('[data-copy-label]') || (button.childElementCount ? null : button);
    const use = button.querySelector('use');
    if (button.dataset.busy) return;
    button.dataset.busy = '1';
    button.classList.add('copied');
    const before = label && label.textContent;
    const shape = use && use.getAttribute('href');
    if (label) label.textContent = 'Copied';
    if (use) use.setAttribute('href', shape.replace(/#.*/, '#check'));
    setTimeout(() => {
      button.classList.remove('copied');
      delete button.dataset.busy;
      if (label) label.textContent = before;
      if (use) use.setAttribute('href', shape);
    }, 1600);
  };

  // ---------- relative times ----------
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  const relativeDay = new Intl.RelativeTimeFormat('en', { numeric: 'auto' }); // yesterday, tomorrow
  const units = [['year', 31557600], ['month', 2629800], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];
  const exact = (date) => date.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  const inWords = (date) => {
    const seconds = (date - Date.now()) / 1000;
    const size = Math.abs(seconds);
    if (size < 45) return seconds > 0 ? 'in a moment' : 'just now';
    for (const [unit, length] of units) {
      if ((unit === 'week' || unit === 'month') && size < 60 * 86400) continue; // "41 days ago" says more than "1 month ago"
      if (unit === 'week') continue;
      if (size >= length * (unit === 'minute' ? 0.75 : 0.95)) return (unit === 'day' ? relativeDay : relative).format(Math.round(seconds / length), unit);
    }
    return relative.format(Math.round(seconds / 60), 'minute');
  };
  const showTime = (node) => {
    const date = new Date(node.getAttribute('datetime'));
    if (isNaN(date)) return;
    const words = inWords(date);
    if (node.textContent !== words) node.textContent = words;
    if (!node.title) node.title = exact(date);
  };
  setInterval(() => $$('time[data-relative]').forEach(showTime), 30000);

  // ---------- filter a table ----------
  const filterTable = (input) => {
    const table = target(input.dataset.filterTable);
    if (!table) return;
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = $$('tbody > tr', table).filter((row) => !row.matches('[data-filter-none]'));
    let shown = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    });
    const none = $('[data-filter-none]', table);
    if (none) none.hidden = shown > 0 || !words.length;
    const count = target(input.dataset.filterCount);
    if (count) count.textContent = words.length ? shown + ' of ' + rows.length : rows.length + ' ' + (input.dataset.filterUnit || 'row rows').split(' ')[rows.length === 1 ? 0 : 1];
  };

  // ---------- confirm by typing ----------
  const confirmName = (input) => {
    const button = target(input.dataset.confirmButton);
    if (!button) return;
    const right = input.value.trim() === input.dataset.confirmName;
    button.disabled = !right;
    button.setAttribute('aria-disabled', String(!right));
    button.classList.toggle('ui-state-disabled', !right);
  };

  // ---------- long work: numbers move while it runs ----------
  // <section id="…" data-live data-feed="URL" data-mark="…" data-running="true"> with, inside or in [id][data-live-part] anywhere:
  //   [data-live-text="name"] · progress[data-live-value] · [data-live-said] (what is read out when the section changes)
  // Feed: {mark, running, percent, texts:{name: text}}. When mark changes, the page is fetched again and these sections are replaced.
  const LIVE = 1000;

  class LiveWork {
    constructor(node) {
      this.node = node;
      this.failures = 0;
      this.tell = teller();
      if (node.dataset.running === 'true') this.later();
    }

    later() { setTimeout(() => this.pull(), LIVE * Math.min(15, 1 + this.failures)); }

    async pull() {
      if (!this.node.isConnected) return;
      if (document.hidden) { this.later(); return; }
      try {
        const answer = await fetch(this.node.dataset.feed, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
        if (answer.status === 401 || answer.status === 403) return;
        if (!answer.ok) throw new Error(String(answer.status));
        const now = await answer.json();
        this.failures = 0;
        if (now.mark !== this.node.dataset.mark) { await this.renew(); return; }
        $$('[data-live-text]').forEach((n) => {
          const text = now.texts[n.dataset.liveText];
          if (text !== undefined && n.textContent !== text) n.textContent = text;
        });
        const bar = $('[data-live-value]', this.node);
        if (bar) bar.value = now.percent;
        this.tell(now.percent);
        if (now.running) this.later();
      } catch (e) {
        this.failures++;
        this.later();
      }
    }

    /** The sections as the server shows them now; what is typed elsewhere on the page stays. */
    async renew() {
      const answer = await fetch(location.pathname, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (!answer.ok || new URL(answer.url).pathname !== location.pathname) throw new Error('moved');
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const focused = document.activeElement;
      [this.node, ...$$('[data-live-part]')].forEach((old) => {
        const fresh = page.getElementById(old.id);
        if (!fresh) return;
        const held = old.contains(focused);
        const node = document.importNode(fresh, true);
        old.replaceWith(node);
        const place = held && ((focused.id && document.getElementById(focused.id)) || $('[tabindex="-1"]', node));
        if (place) place.focus();
      });
      const said = $('[data-live-said]');
      if (said) say(said.textContent);
    }
  }

  // ---------- what was refused ----------
  /** Leads to the first field a form was refused for, and says of each that it was. */
  const leadToRefused = () => {
    const refused = $$('.ui-message-error[id$="-error"], .field-error[id$="-error"]').filter((error) => error.textContent.trim());
    const fields = refused.map((error) => {
      const name = error.id.replace(/-error$/, '');
      const field = document.getElementById(name) || $('[name="' + name + '"]');
      const control = field && (field.matches('input, select, textarea') ? field : $('input, select, textarea', field));
      if (control) {
        control.setAttribute('aria-invalid', 'true');
        const described = control.getAttribute('aria-describedby') || '';
        if (!described.includes(error.id)) control.setAttribute('aria-describedby', (described + ' ' + error.id).trim());
      }
      return control;
    }).filter(Boolean);
    if (fields.length) fields[0].focus();
  };

  // ---------- start, also for what an ajax update brings ----------
  const start = (from) => {
    const all = (selector) => (from.matches && from.matches(selector) ? [from] : []).concat($$(selector, from));
    all('time[data-relative]').forEach(showTime);
    all('[data-confirm-name]').forEach(confirmName);
    all('[data-filter-table]').forEach(filterTable);
    all('[data-run-log]').forEach((node) => { if (!logs.has(node)) logs.set(node, new RunLog(node)); });
    all('[data-live]').forEach((node) => new LiveWork(node));
    all('details').forEach((folded) => { if ($('.ui-message-error, [aria-invalid="true"]', folded)) folded.open = true; }); // an error must be seen
    all('[data-nav-toggle]').forEach((t) => { t.setAttribute('role', 'button'); t.setAttribute('aria-expanded', 'false'); });
    all('[data-theme-set], [data-theme-toggle]').length && showTheme(chosenTheme());
  };

  document.addEventListener('click', (event) => {
    const hit = (selector) => event.target.closest(selector);
    let node;
    if ((node = hit('[data-theme-set]'))) chooseTheme(node.dataset.themeSet);
    else if (hit('[data-theme-toggle]')) chooseTheme(root.dataset.shownTheme === 'dark' ? 'light' : 'dark');
    else if ((node = hit('[data-copy]'))) copy(node);
    else if ((node = hit('[data-nav-toggle]'))) { event.preventDefault(); if (root.dataset.nav === 'open') closeNav(); else openNav(node); }
    else if (hit('[data-nav-close]')) { event.preventDefault(); closeNav(); if (location.hash === '#nav') history.replaceState(null, '', location.pathname + location.search); }
    if (root.dataset.nav === 'open' && !hit('.nav') && !hit('[data-nav-toggle]')) closeNav();
    $$('details.drop[open]').forEach((d) => { if (!d.contains(event.target)) d.open = false; });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      closeNav();
      $$('details.drop[open]').forEach((d) => { const inside = d.contains(document.activeElement); d.open = false; if (inside) $('summary', d).focus(); });
    }
    if (event.key === ' ' && event.target.closest('a[role="button"]')) { event.preventDefault(); event.target.closest('a[role="button"]').click(); }
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, textarea, select, [contenteditable]')) {
      const search = $('[data-log-search]') || $('[data-filter-table]');
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); }
    }
  });
  document.addEventListener('input', (event) => {
    if (event.target.matches('[data-filter-table]')) filterTable(event.target);
    if (event.target.matches('[data-confirm-name]')) confirmName(event.target);
  });

  // ---------- the log of a run ----------
  // <div class="log" data-run-log data-feed="/projects/p/runs/r/events" data-last="0"> with, inside, any of:
  //   [data-log-lines] (required; may already hold ol.log-chunk > li.log-line from the server) · [data-log-scroll] · [data-log-search] ·
  //   [data-log-count] · [data-log-level] (select) · [data-log-follow] (button) · [data-log-newer] (button) · [data-log-status] · [data-log-empty]
  // Anywhere on the page: [data-run-pill] (its content is replaced by <template data-run-pill-for="succeeded">) and [data-run-masked].
  // Feed: GET ${feed}?after=<last> → {events:[{seq,time,stream,level,parts:[{t}|{m:{kind,fp,rule}}]}], last, more, state, masked}
  const logs = new Map();
  const ended = new Set(['succeeded', 'failed', 'cancelled']);
  const CHUNK = 100;
  const POLL = 3000;

  class RunLog {
    constructor(node) {
      this.node = node;
      this.lines = $('[data-log-lines]', node);
      this.scroll = $('[data-log-scroll]', node);
      this.search = $('[data-log-search]', node);
      this.level = $('[data-log-level]', node);
      this.count = $('[data-log-count]', node);
      this.followButton = $('[data-log-follow]', node);
      this.newer = $('[data-log-newer]', node);
      this.status = $('[data-log-status]', node);
      this.empty = $('[data-log-empty]', node);
      this.feed = node.dataset.feed;
      this.last = Number(node.dataset.last || 0);
      this.state = node.dataset.state || 'running';
      this.wanted = this.last;
      this.rows = [];
      this.seen = new Map();
      this.unread = 0;
      this.fresh = 0;
      this.failures = 0;
      this.following = this.state === 'running';
      $$('.log-line', this.lines).forEach((row) => this.remember(row, row.dataset.level, $('.log-x', row).textContent, $$('.mask', row)));
      this.chunk = this.lines.lastElementChild;
      // lines before the first one here: a long log starts near its end
      this.earlier = Math.max(0, Number(node.dataset.events || 0) - this.rows.length);

      if (this.search) this.search.addEventListener('input', () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.filter(), 120); });
      if (this.search) this.search.addEventListener('keydown', (e) => { if (e.key === 'Escape' && this.search.value) { this.search.value = ''; this.filter(); } });
      if (this.level) this.level.addEventListener('change', () => this.filter());
      if (this.followButton) this.followButton.addEventListener('click', () => this.follow(!this.following));
      if (this.newer) this.newer.addEventListener('click', () => { this.follow(true); this.scroll.focus(); });
      this.scroll.addEventListener('scroll', () => this.scrolled(), { passive: true });
      this.scroll.addEventListener('wheel', (e) => { if (e.deltaY < 0) this.follow(false); }, { passive: true });
      this.scroll.addEventListener('keydown', (e) => {
        if (e.key === 'End') this.follow(true);
        if (['ArrowUp', 'PageUp', 'Home'].includes(e.key)) this.follow(false);
      });
      this.lines.addEventListener('mouseover', (e) => { const chip = e.target.closest('.mask'); if (chip) this.explain(chip); });
      // heights of lines out of sight are estimates until they are drawn: stay at the end when they become exact
      const sizes = new ResizeObserver(() => { if (this.following) this.toEnd(); });
      sizes.observe(this.lines);
      sizes.observe(this.scroll);
      this.showFollow();
      this.filter();
      if (this.feed) this.pull();
    }

    remember(row, level, text, chips) {
      this.rows.push({ row, level, text: text.toLowerCase() });
      chips.forEach((chip) => this.seen.set(chip.dataset.fp, (this.seen.get(chip.dataset.fp) || 0) + 1));
    }

    explain(chip) {
      const times = this.seen.get(chip.dataset.fp) || 1;
      chip.title = chip.dataset.kind + ' · fingerprint ' + chip.dataset.fp + ' · rule ' + chip.dataset.rule + ' · seen ' + (times === 1 ? 'once' : times + ' times') + ' in this run';
    }

    nudge(seq) {
      if (seq !== undefined && seq <= this.last) return;
      this.wanted = Math.max(this.wanted, seq || this.last + 1);
      this.pull();
    }

    async pull() {
      if (this.pulling) { this.again = true; return; }
      this.pulling = true;
      clearTimeout(this.timer);
      try {
        let more;
        do {
          this.again = false;
          const answer = await fetch(this.feed + (this.feed.includes('?') ? '&' : '?') + 'after=' + this.last, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
          if (answer.status === 401 || answer.status === 403 || answer.redirected) { this.tell('You are signed out. Reload the page to sign in again.'); this.stopped = true; return; }
          if (!answer.ok) throw new Error(String(answer.status));
          const page = await answer.json();
          this.append(page.events || []);
          more = page.more && page.last > this.last;
          this.last = Math.max(this.last, page.last || 0);
          this.show(page);
        } while (more || this.again);
        this.failures = 0;
      } catch (e) {
        this.failures++;
        this.tell('The server does not answer. Trying again…');
      } finally {
        this.pulling = false;
        if (!this.stopped && (!ended.has(this.state) || this.failures)) this.timer = setTimeout(() => this.pull(), POLL * Math.min(10, 1 + this.failures));
      }
    }

    append(events) {
      const fresh = events.filter((event) => event.seq > this.last);
      if (!fresh.length) return;
      const query = this.query();
      const added = [];
      let batch = document.createDocumentFragment();
      const flush = () => { if (batch.childNodes.length) { this.chunk.append(batch); batch = document.createDocumentFragment(); } };
      let room = this.chunk ? CHUNK - this.chunk.childElementCount : 0;
      for (const event of fresh) {
        if (room <= 0) {
          flush();
          this.chunk = make('ol', 'log-chunk');
          this.chunk.setAttribute('role', 'list');
          this.lines.append(this.chunk);
          room = CHUNK;
        }
        batch.append(this.row(event));
        added.push(this.rows[this.rows.length - 1]);
        room--;
      }
      flush();
      added.forEach((entry) => this.mark(entry, query));
      if (this.empty) this.empty.hidden = true;
      this.fresh += fresh.length;
      if (!this.following) this.unread += fresh.length;
      this.showFollow();
      this.tally(query);
      if (this.following) this.toEnd();
      clearTimeout(this.saying);
      this.saying = setTimeout(() => { this.tell(this.fresh === 1 ? '1 new line' : this.fresh + ' new lines'); this.fresh = 0; }, 2500);
    }

    row(event) {
      const level = String(event.level || 'INFO').toUpperCase();
      const row = make('li', 'log-line');
      row.id = 'L' + event.seq;
      row.dataset.level = level;
      const number = make('a', 'log-n', String(event.seq));
      number.href = '#L' + event.seq;
      number.tabIndex = -1;
      const time = make('time', 'log-t', String(event.time).slice(11, 23));
      time.dateTime = event.time;
      const text = make('span', 'log-x');
      const chips = [];
      (event.parts || []).forEach((part) => {
        if (part.m) { const chip = this.chip(part.m); chips.push(chip); text.append(chip); } else text.append(document.createTextNode(part.t || ''));
      });
      row.append(number, time, make('span', 'log-s', event.stream || ''), make('span', 'log-l', level), text);
      this.remember(row, level, text.textContent, chips);
      return row;
    }

    chip(mask) {
      const chip = make('span', 'mask');
      chip.dataset.kind = mask.kind;
      chip.dataset.fp = mask.fp;
      chip.dataset.rule = mask.rule;
      chip.append(make('span', 'sr-only', 'masked '), make('span', 'mask-kind', mask.kind), document.createTextNode(' '), make('span', 'mask-fp', mask.fp));
      return chip;
    }

    show(page) {
      if (page.masked !== undefined) $$('[data-run-masked]').forEach((n) => { n.textContent = page.masked; });
      if (page.state && page.state !== this.state) {
        this.state = page.state;
        this.node.dataset.state = page.state;
        const template = $('template[data-run-pill-for="' + CSS.escape(page.state) + '"]');
        if (template) $$('[data-run-pill]').forEach((n) => n.replaceChildren(template.content.cloneNode(true)));
        this.tell('The run ' + ({ succeeded: 'has succeeded', failed: 'has failed', cancelled: 'was cancelled' }[page.state] || 'is ' + page.state) + '.');
        clearTimeout(this.saying);
        document.dispatchEvent(new CustomEvent('sealward:run', { detail: { state: page.state } }));
      }
      if (this.empty) this.empty.hidden = this.rows.length > 0;
    }

    tell(text) { if (this.status) this.status.textContent = text; else say(text); }

    follow(on) {
      if (on === this.following && !on) return;
      this.following = on;
      if (on) { this.unread = 0; this.toEnd(); }
      this.showFollow();
    }

    showFollow() {
      if (this.followButton) this.followButton.setAttribute('aria-pressed', String(this.following));
      if (this.newer) {
        this.newer.hidden = this.following || !this.unread;
        const label = $('[data-log-newer-count]', this.newer);
        if (label) label.textContent = this.unread === 1 ? '1 new line' : this.unread + ' new lines';
      }
    }

    toEnd() {
      this.moving = true;
      this.scroll.scrollTop = this.scroll.scrollHeight;
      requestAnimationFrame(() => { this.scroll.scrollTop = this.scroll.scrollHeight; this.moving = false; });
    }

    scrolled() {
      if (this.moving) return;
      const atEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 24;
      if (atEnd && !this.following && this.state === 'running') this.follow(true);
      else if (!atEnd && this.following && this.scroll.scrollTop < (this.lastTop || 0) - 4) this.follow(false);
      this.lastTop = this.scroll.scrollTop;
    }

    query() {
      const words = this.search ? this.search.value.trim().toLowerCase() : '';
      const levels = { warn: ['WARN', 'ERROR', 'FATAL'], error: ['ERROR', 'FATAL'] }[this.level ? this.level.value : ''] || null;
      return { words, levels, any: Boolean(words || levels) };
    }

    mark(entry, query) {
      const hit = query.any && (!query.words || entry.text.includes(query.words)) && (!query.levels || query.levels.includes(entry.level));
      if (hit !== Boolean(entry.hit)) { entry.hit = hit; entry.row.classList.toggle('is-hit', hit); }
    }

    filter() {
      const query = this.query();
      this.rows.forEach((entry) => this.mark(entry, query));
      this.node.classList.toggle('is-filtered', query.any);
      this.tally(query);
      if (this.following) this.toEnd(); else if (query.any) this.scroll.scrollTop = 0;
    }

    inAll() {
      const lines = this.rows.length;
      if (this.earlier) return 'last ' + lines + ' of ' + (lines + this.earlier) + ' lines';
      return lines + (lines === 1 ? ' line' : ' lines');
    }

    tally(query) {
      const hits = query.any ? this.rows.filter((entry) => entry.hit) : [];
      if (this.count) this.count.textContent = query.any ? hits.length + ' of ' + (this.earlier ? 'the ' : '') + this.inAll() : this.inAll();
      // blocks without a hit go away; the others are as tall, until drawn, as their hits
      const perChunk = new Map();
      hits.forEach((entry) => perChunk.set(entry.row.parentNode, (perChunk.get(entry.row.parentNode) || 0) + 1));
      for (const chunk of this.lines.children) {
        const lines = perChunk.get(chunk) || 0;
        chunk.hidden = query.any && !lines;
        chunk.style.containIntrinsicBlockSize = query.any ? lines * 1.25 + 'rem' : '';
      }
      if (!window.Highlight || !CSS.highlights) return;
      CSS.highlights.delete('log-search');
      if (!query.words) return;
      const ranges = [];
      for (const entry of hits.slice(0, 1000)) {
        const walker = document.createTreeWalker($('.log-x', entry.row), NodeFilter.SHOW_TEXT);
        for (let text = walker.nextNode(); text; text = walker.nextNode()) {
          const lower = text.data.toLowerCase();
          for (let at = lower.indexOf(query.words); at >= 0; at = lower.indexOf(query.words, at + query.words.length)) {
            const range = new Range();
            range.setStart(text, at);
            range.setEnd(text, Math.min(at + query.words.length, text.length));
            ranges.push(range);
          }
        }
      }
      CSS.highlights.set('log-search', new Highlight(...ranges));
    }
  }

  /** For the live channel: <f:websocket channel="…" onmessage="SealwardLog.nudge"> (a plain number, or {last: n}). */
  window.SealwardLog = {
    nudge(message) {
      const seq = typeof message === 'object' && message ? message.last : Number(message);
      logs.forEach((log) => log.nudge(Number.isFinite(seq) ? seq : undefined));
    }
  };

  const ready = () => {
    start(document.body);
    leadToRefused();
    new MutationObserver((records) => records.forEach((record) => record.addedNodes.forEach((node) => {
      if (node.nodeType === 1 && !node.closest('[data-log-lines]')) start(node);
    }))).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', ready); else ready();

  // ---------- a file that is uploaded ----------
  $$('[data-upload]').forEach((area) => {
    const input = $('input[type="file"]', area);
    const meter = $('progress', area);
    const says = $('[data-upload-says]', area);
    area.hidden = false;
    input.addEventListener('change', () => {
      const file = input.files[0];
      if (!file) return;
      const request = new XMLHttpRequest();
      input.disabled = true;
      meter.hidden = false;
      says.textContent = 'Uploading…';
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable) meter.value = 100 * event.loaded / event.total;
      });
      const failed = (words) => {
        input.disabled = false;
        meter.hidden = true;
        says.textContent = words || 'The upload failed. Try again, or copy the file into the folder restore.';
      };
      request.addEventListener('load', () => {
        if (request.status === 204) location.reload();
        else failed(request.status < 500 && request.getResponseHeader('Content-Type') === 'text/plain;charset=UTF-8' ? request.responseText : '');
      });
      request.addEventListener('error', () => failed(''));
      request.open('POST', area.dataset.upload);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.send(file);
    });
  });

  // ---------- a job at work ----------
  $$('[data-job-feed]').forEach((area) => {
    const meter = $('progress', area);
    const says = $('[data-job-says]', area);
    const tell = teller();
    const look = async () => {
      try {
        const answer = await fetch(area.dataset.jobFeed, { headers: { Accept: 'application/json' } });
        const job = answer.ok ? await answer.json() : { running: false };
        if (!job.running) {
          location.reload();
          return;
        }
        meter.value = job.percent;
        tell(job.percent);
        says.textContent = job.done.toLocaleString('en') + ' of about ' + job.total.toLocaleString('en') + ' rows';
      } catch (e) {
        // The server is away for the moment; ask again.
      }
      setTimeout(look, 1000);
    };
    setTimeout(look, 1000);
  });

  // ---------- a page made to be printed ----------
  $$('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => print());
  });
})();
