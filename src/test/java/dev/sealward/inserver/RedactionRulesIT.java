package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sealward.access.RuleCustody;
import dev.sealward.audit.Action;
import dev.sealward.audit.AlertKind;
import dev.sealward.audit.AlertRecord;
import dev.sealward.audit.Alerts;
import dev.sealward.audit.AuditRecord;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.guard.GuardKeeping;
import dev.sealward.guard.MaskHistory;
import dev.sealward.guard.RuleDraft;
import dev.sealward.guard.RuleForm;
import dev.sealward.guard.RulePreview;
import dev.sealward.guard.RuleState;
import dev.sealward.guard.RuleView;
import dev.sealward.guard.TriedText;
import dev.sealward.guard.WayOut;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import dev.sealward.kernel.SecretValue;
import dev.sealward.redaction.Finding;
import dev.sealward.redaction.LineRedaction;
import dev.sealward.redaction.RuleSet;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.Secrets;
import dev.sealward.secret.Unmaskable;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operators' rules against the real database of the server. */
@ExtendWith(ArquillianExtension.class)
class RedactionRulesIT {
  private static final String TOKEN = "ghp_" + "R2d9kLmQ7xVbT4nZpW8sYcF1hJ6gA31cASki";

  @Inject Installed installed;
  @Inject RuleCustody custody;
  @Inject Guard guard;
  @Inject GuardKeeping keeping;
  @Inject Secrets secrets;
  @Inject Recorded recorded;
  @Inject Alerts alerts;
  @Inject Database database;
  @Inject ServerTransaction transaction;
  @Inject MetricRegistry metrics;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @AfterEach
  void noRulesStay() {
    custody.list(admin).forEach(rule -> custody.delete(admin, rule.id()));
  }

  @Test
  @Tag("ST-SEC-004")
  @Tag("ST-SEC-005")
  @Tag("ST-SEC-010")
  void openStreamSeesARuleFromItsCommitOnAndEachChangeIsAudited() {
    List<String> out = new ArrayList<>();
    LineRedaction stream =
        guard.redactor(Installed.TENANT).lines((id, text) -> out.add(text.toString()));
    stream.accept(1, "BADGE-123456");
    RuleView rule = custody.add(admin, badges("badges"));
    stream.accept(2, "BADGE-123456");
    custody.turn(admin, rule.id(), false);
    stream.accept(3, "BADGE-123456");
    custody.turn(admin, rule.id(), true);
    stream.accept(4, "BADGE-123456");
    custody.delete(admin, rule.id());
    stream.accept(5, "BADGE-123456");
    stream.finish();
    assertThat(out).hasSize(5);
    assertThat(out).element(1).asString().startsWith("[masked:badge:");
    assertThat(out).element(3).asString().startsWith("[masked:badge:");
    assertThat(List.of(out.get(0), out.get(2), out.get(4))).containsOnly("BADGE-123456");
    List<AuditRecord> history =
        recorded.search(Installed.TENANT, AuditQuery.about(new Target("rule", "badges"), 10));
    assertThat(history)
        .extracting(AuditRecord::action)
        .containsExactly(
            Action.RULE_DELETED, Action.RULE_SWITCHED, Action.RULE_SWITCHED, Action.RULE_ADDED);
    assertThat(history.toString()).doesNotContain("BADGE");
  }

  @Test
  @Tag("ST-SEC-004")
  @Tag("ST-SEC-010")
  void nothingChangesWhenTheAuditRowCannotBeWrittenOrTheTransactionEndsOtherwise()
      throws Exception {
    Caller unlucky = installed.person("rule-not-audited", Set.of(Role.ADMIN));
    database.update(
        "alter table audit_event add constraint no_rule check (actor <> 'rule-not-audited')");
    try {
      assertThatThrownBy(() -> custody.add(unlucky, badges("unaudited")))
          .isInstanceOf(RuntimeException.class);
    } finally {
      database.update("alter table audit_event drop constraint no_rule");
    }
    assertThat(custody.list(admin)).isEmpty();
    assertThat(masked("BADGE-123456")).isEqualTo("BADGE-123456");

    transaction.begin();
    try {
      custody.add(admin, badges("rolled-back"));
      assertThat(masked("BADGE-123456")).as("not before the commit").isEqualTo("BADGE-123456");
    } finally {
      transaction.rollback();
    }
    assertThat(custody.list(admin)).isEmpty();
    assertThat(masked("BADGE-123456")).isEqualTo("BADGE-123456");
  }

  @Test
  @Tag("ST-SEC-004")
  void ruleThatDoesNotCompileAnyMoreIsSwitchedOffAndTheRestStands() throws SQLException {
    custody.add(admin, badges("sound"));
    RuleView broken = custody.add(admin, rule("broken", "door", "DOOR-[0-9]{4}"));
    database.update("update redaction_rule set pattern = 'DOOR-(' where name = 'broken'");
    database.update("update redaction_epoch set epoch = epoch + 1");
    keeping.keep();
    assertThat(masked("BADGE-123456 DOOR-1234")).endsWith(" DOOR-1234").startsWith("[masked:");
    assertThat(custody.list(admin))
        .filteredOn(rule -> rule.id().equals(broken.id()))
        .extracting(RuleView::state)
        .containsExactly(RuleState.BROKEN);
    assertThat(alerts.latest(Installed.TENANT, true, 50))
        .filteredOn(alert -> alert.kind() == AlertKind.REDACTION_RULE_BROKEN)
        .extracting(AlertRecord::detail)
        .containsExactly("rule broken: RULE_PATTERN_SYNTAX");
    Refused refused =
        assertRefused("RULE_PATTERN_SYNTAX", () -> custody.turn(admin, broken.id(), true));
    assertThat(refused.field()).hasValue("pattern");
  }

  @Test
  @Tag("ST-SEC-006")
  void allowanceLeavesAFormatReadableAndAKnownValueNever() {
    String value = "rules-it known 7hq2zx";
    store("rules-known", value);
    RuleDraft text = new RuleDraft(RuleForm.ALLOW_TEXT, "manual", "", TOKEN, "", false);
    custody.add(admin, text);
    assertThat(masked("key " + TOKEN)).isEqualTo("key " + TOKEN);
    RuleDraft all = new RuleDraft(RuleForm.ALLOW_PATTERN, "all", "", ".+", "", true);
    custody.add(admin, all);
    assertThat(masked("it is " + value)).doesNotContain(value);

    RuleDraft known = new RuleDraft(RuleForm.ALLOW_TEXT, "known", "", "x " + value, "", true);
    Refused refused = assertRefused("VALUE_KNOWN", () -> custody.add(admin, known));
    assertThat(refused.getMessage()).doesNotContain(value);
    assertRefused("VALUE_KNOWN", () -> custody.preview(admin, known, ""));
  }

  @Test
  @Tag("INPUT-01")
  void badRulesAreRefusedBesideTheirFieldAndStoreNothing() {
    assertField("name", "ID_INVALID", rule("Bad Name", "badge", "BADGE-[0-9]{6}"));
    assertField("kind", "RULE_KIND_INVALID", rule("r1", "Badge!", "BADGE-[0-9]{6}"));
    assertField("pattern", "RULE_PATTERN_SYNTAX", rule("r1", "badge", "BADGE-("));
    assertField("pattern", "RULE_PATTERN_LENGTH", rule("r1", "badge", "x".repeat(600)));
    assertField("pattern", "FIELD_TOO_LONG", rule("r1", "badge", "x".repeat(2000)));
    assertField("anchor", "RULE_ANCHOR_INVALID", rule("r1", "badge", "[0-9]{6}"));
    assertField("accepted", "RULE_TOO_BROAD", rule("r1", "badge", "INFO.*"));
    assertField(
        "accepted",
        "RULE_TOO_BROAD",
        new RuleDraft(RuleForm.ALLOW_PATTERN, "r1", "", "ghp_.*", "", false));
    custody.add(admin, badges("once"));
    assertField("name", "RULE_EXISTS", badges("once"));
    assertThat(custody.list(admin)).hasSize(1);
  }

  @Test
  @Tag("INPUT-01")
  void rulesAreBoundedThoseThatAreOffToo() throws SQLException {
    for (int i = 0; i < RuleSet.MAX_RULES; i++) {
      database.update(
          "insert into redaction_rule (id, tenant, name, form, kind, pattern, anchor, state,"
              + " created_at, created_by, changed_at, changed_by, row_version) values"
              + " (?, 'default', ?, 'MASK', 'k', 'BADGE', '', 'OFF', current_timestamp, 'it',"
              + " current_timestamp, 'it', 0)",
          UUID.randomUUID(),
          "many-" + i);
    }
    try {
      assertRefused("RULES_TOO_MANY", () -> custody.add(admin, badges("one-more")));
      RuleDraft allowance = new RuleDraft(RuleForm.ALLOW_TEXT, "room", "", "abc", "", false);
      assertThat(custody.add(admin, allowance).state()).isEqualTo(RuleState.ON);
    } finally {
      database.update("delete from redaction_rule where created_by = 'it'");
    }
  }

  @Test
  @Tag("VAULT-03")
  void onlyAdminsChangeRulesAndViewersSeeNothing() {
    Caller operator = installed.person("rules-operator", Set.of(Role.OPERATOR));
    Caller viewer = installed.person("rules-viewer", Set.of(Role.VIEWER));
    assertRefused("PERMISSION_MISSING", () -> custody.add(operator, badges("denied")));
    assertRefused("PERMISSION_MISSING", () -> custody.preview(operator, badges("denied"), ""));
    assertThat(custody.list(operator)).isEmpty();
    assertRefused("PERMISSION_MISSING", () -> custody.list(viewer));
    assertRefused("PERMISSION_MISSING", () -> custody.tryText(viewer, "x"));
    assertRefused("PERMISSION_MISSING", () -> custody.lastHours(viewer, 24, null));
    RuleView rule = custody.add(admin, badges("ours"));
    assertRefused("NOT_FOUND", () -> custody.delete(installed.foreigner(), rule.id()));
  }

  @Test
  @Tag("ST-SEC-004")
  void previewShowsWhatARuleWouldDoAndStoresNothing() {
    String value = "rules-it shown 5rk8wd";
    store("rules-shown", value);
    RulePreview rule =
        custody.preview(admin, badges(""), "at BADGE-123456\r\n" + TOKEN + "\nit is " + value);
    assertThat(rule.shown().toString())
        .startsWith("at [masked:badge:")
        .doesNotContain(TOKEN, value);
    assertThat(rule.masked()).isEqualTo(3);
    assertThat(rule.more()).isEqualTo(1);
    assertThat(rule.broad()).isFalse();
    RuleDraft allowance = new RuleDraft(RuleForm.ALLOW_PATTERN, "", "", "ghp_.*", "", false);
    RulePreview allowed = custody.preview(admin, allowance, "x\n" + TOKEN);
    assertThat(allowed.shown().toString()).doesNotContain(TOKEN);
    assertThat(allowed.readable()).containsExactly(new RulePreview.Place("github_token", 2));
    assertThat(allowed.formatsAllowed()).containsExactly("github_token");
    assertThat(allowed.broad()).isTrue();
    assertThat(custody.list(admin)).isEmpty();
    assertThat(masked("BADGE-123456")).isEqualTo("BADGE-123456");
  }

  @Test
  @Tag("ST-SEC-010")
  void triedTextIsMaskedAuditedWithoutItAndBounded() {
    String value = "rules-it tried 9xm3vb";
    store("rules-tried", value);
    TriedText tried = custody.tryText(admin, "first\nit is " + value);
    assertThat(tried.text().toString())
        .startsWith("first\nit is [masked:api_key:")
        .doesNotContain(value);
    assertThat(tried.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.offset()).isEqualTo(12);
              assertThat(finding.length()).isEqualTo(value.length());
            });
    assertThat(recorded.search(Installed.TENANT, AuditQuery.under(admin.correlationId(), 50)))
        .filteredOn(row -> row.action() == Action.TEXT_TRIED)
        .singleElement()
        .satisfies(row -> assertThat(row.toString()).doesNotContain(value));
    assertRefused("FIELD_TOO_LONG", () -> custody.tryText(admin, "x".repeat(65 * 1024)));
    assertRefused("FIELD_MISSING", () -> custody.tryText(admin, " "));
    Caller eager = installed.person("rules-eager", Set.of(Role.OPERATOR));
    for (int i = 0; i < 30; i++) {
      custody.tryText(eager, "x");
    }
    assertRefused("TOO_OFTEN", () -> custody.tryText(eager, "x"));
  }

  @Test
  @Tag("FOUND-10")
  void countsAreSeenAtOnceAndKeptByTheHour() throws SQLException {
    long before = counted("rules_it_kind");
    guard.count(
        Installed.TENANT,
        WayOut.ARTIFACT,
        List.of(new Finding("rules_it_kind", "12ab", 0, 8, false)));
    assertThat(counted("rules_it_kind")).isEqualTo(before + 1);
    keeping.keep();
    assertThat(counted("rules_it_kind")).isEqualTo(before + 1);
    guard.count(
        Installed.TENANT,
        WayOut.ARTIFACT,
        List.of(new Finding("rules_it_kind", "12ab", 0, 8, false)));
    keeping.keep();
    assertThat(counted("rules_it_kind")).isEqualTo(before + 2);
    guard.count(
        Installed.TENANT,
        WayOut.PROMPT,
        List.of(new Finding("rules_it_other", "12ab", 0, 8, false)));
    assertThat(custody.lastHours(admin, 24, "rules_it_kind").hours())
        .allMatch(hour -> hour.way() == WayOut.ARTIFACT)
        .extracting(MaskHistory.Hour::masked)
        .satisfies(
            hours ->
                assertThat(hours.stream().mapToLong(Long::longValue).sum()).isEqualTo(before + 2));
    Gauge<?> metric =
        metrics.getGauge(
            new MetricID(
                "sealward_masked",
                new org.eclipse.microprofile.metrics.Tag("way_out", "artifact")));
    assertThat(metric.getValue().longValue()).isGreaterThanOrEqualTo(2);
    Object sum =
        database.one("select sum(masked) from redaction_count where kind = 'rules_it_kind'");
    assertThat(((Number) sum).longValue()).isEqualTo(before + 2);
  }

  @Test
  @Tag("ST-SEC-004")
  void valueThatCannotBeMaskedIsListedWithTheReason() {
    store("rules-short", "abc12");
    store("rules-long-enough", "rules-it fine 4tz7qn");
    assertThat(secrets.unmaskable(admin))
        .filteredOn(one -> one.ref().name().value().startsWith("rules-"))
        .extracting(one -> one.ref().name().value(), Unmaskable::notes)
        .containsExactly(
            tuple("rules-short", List.of("Not maskable: value is shorter than 8 characters.")));
  }

  private long counted(String kind) {
    return custody.lastHours(admin, 24, null).kinds().stream()
        .filter(one -> one.kind().equals(kind))
        .mapToLong(MaskHistory.Kind::masked)
        .sum();
  }

  private void assertField(String field, String code, RuleDraft draft) {
    assertThat(assertRefused(code, () -> custody.add(admin, draft)).field()).hasValue(field);
  }

  private static RuleDraft badges(String name) {
    return rule(name, "badge", "BADGE-[0-9]{6}");
  }

  private static RuleDraft rule(String name, String kind, String pattern) {
    return new RuleDraft(RuleForm.MASK, name, kind, pattern, "", false);
  }

  private void store(String name, String text) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(text.toCharArray())) {
      secrets.store(admin, draft, value);
    }
  }

  private String masked(String text) {
    return guard.redactor(Installed.TENANT).redact(text).toString();
  }
}
