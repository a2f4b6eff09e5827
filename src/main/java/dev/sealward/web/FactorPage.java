package dev.sealward.web;

import dev.sealward.access.RecoveryCodes;
import dev.sealward.access.SecondFactorView;
import dev.sealward.access.SecondFactors;
import dev.sealward.audit.Target;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.SecretValue;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /account/second-factor}: setting it up, its recovery codes, removing it. What was made is
 * shown once.
 */
@Named
@RequestScoped
public class FactorPage {
  static final String ADDRESS = "/account/second-factor";

  private final Visit visit;
  private final SecondFactors factors;
  private final SeedPicture seed;
  private final Guard guard;
  private final SecretField code = new SecretField();
  private List<String> codes = List.of();
  private @Nullable SecondFactorView view;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected FactorPage() {
    this(null, null, null, null);
  }

  @Inject
  FactorPage(Visit visit, SecondFactors factors, SeedPicture seed, Guard guard) {
    this.visit = visit;
    this.factors = factors;
    this.seed = seed;
    this.guard = guard;
  }

  public void load() {
    if (!visit.confirmFirst()) {
      seed.take();
      if (Visit.currentRequest().getMethod().equals("GET")) {
        Handover.take(Visit.currentRequest(), RecoveryCodes.class).ifPresent(this::show);
      }
    }
  }

  private void show(RecoveryCodes taken) {
    try (RecoveryCodes made = taken) {
      Target person = new Target("person", visit.caller().id());
      List<String> texts = new ArrayList<>();
      for (SecretValue one : made.codes()) {
        guard.allowOnce(Visit.currentRequest(), visit.caller(), person, one);
        // A page is made of strings; these are rendered once and not kept.
        texts.add(one.use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
      }
      codes = List.copyOf(texts);
    }
  }

  public SecretField getCode() {
    return code;
  }

  public SecondFactorView getView() {
    SecondFactorView seen = view;
    if (seen == null) {
      seen = factors.own(visit.caller());
      view = seen;
    }
    return seen;
  }

  /** The codes made just now, on the one page that shows them; else none. */
  public List<String> getCodes() {
    return codes;
  }

  /** Where somebody goes on after noting the codes. */
  public String getNext() {
    return visit.query("next").isPresent() ? visit.next() : "/account";
  }

  public void begin() {
    visit.attempt(
        () -> {
          Handover.keep(Visit.currentRequest(), factors.begin(visit.caller()));
          visit.goTo(ADDRESS);
        });
  }

  public void confirm() {
    char[] typed = code.take();
    try {
      visit.attempt(
          () -> {
            Handover.keep(Visit.currentRequest(), factors.confirm(visit.caller(), typed));
            visit.goTo(ADDRESS);
          });
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  public void makeCodes() {
    visit.attempt(
        () -> {
          Handover.keep(Visit.currentRequest(), factors.makeCodes(visit.caller()));
          visit.goTo(ADDRESS);
        });
  }

  public void remove() {
    visit.attempt(
        () -> {
          factors.remove(visit.caller());
          visit.say("The second factor is removed.");
          visit.goTo("/account");
        });
  }
}
