package dev.sealward.web;

import dev.sealward.access.Admission;
import dev.sealward.access.KeyCustody;
import dev.sealward.access.SetUp;
import dev.sealward.access.SetUp.Step;
import dev.sealward.backup.Restores;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Remedy;
import dev.sealward.kernel.SecretValue;
import dev.sealward.keys.KeyRing;
import dev.sealward.keys.KeySource;
import dev.sealward.keys.KeyState;
import dev.sealward.keys.SourceOffer;
import dev.sealward.keys.SourceOption;
import dev.sealward.secret.Secrets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /setup}: from an empty installation to one that keeps secrets, one step a form. */
@Named
@RequestScoped
public class SetUpPage {
  private final Visit visit;
  private final SetUp setUp;
  private final SetUpProgress progress;
  private final KeyRing keyRing;
  private final Secrets secrets;
  private final Restores restores;
  private final KeyCustody custody;
  private final KitToShow kitToShow;

  private final SecretField code = new SecretField();
  private final SecretField secret = new SecretField();
  private final SecretField again = new SecretField();
  private final SecretForm first = new SecretForm();
  private String name = "";
  private String displayName = "";
  private @Nullable SourceOffer offer;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected SetUpPage() {
    this(null, null, null, null, null, null, null, null);
  }

  @Inject
  SetUpPage(
      Visit visit,
      SetUp setUp,
      SetUpProgress progress,
      KeyRing keyRing,
      Secrets secrets,
      Restores restores,
      KeyCustody custody,
      KitToShow kitToShow) {
    this.visit = visit;
    this.setUp = setUp;
    this.progress = progress;
    this.keyRing = keyRing;
    this.secrets = secrets;
    this.restores = restores;
    this.custody = custody;
    this.kitToShow = kitToShow;
  }

  public Step getStep() {
    Step next = setUp.next(progress.codeAccepted());
    return next == Step.CREDENTIAL && !progress.recoverySettled() ? Step.RECOVERY : next;
  }

  /** The steps that are done on this page, in their order. */
  public List<Step> getSteps() {
    return List.of(Step.CODE, Step.KEY, Step.ADMIN, Step.RECOVERY, Step.CREDENTIAL);
  }

  public String stepTitle(Step step) {
    return switch (step) {
      case CODE -> "Set-up code";
      case KEY -> "Master key";
      case ADMIN -> "Your account";
      case RECOVERY -> "Recovery key";
      case CREDENTIAL -> "First secret";
      case DONE -> "Done";
    };
  }

  public String stepNote(Step step) {
    return switch (step) {
      case CODE -> "Proves that you run this server";
      case KEY -> "Where the key of keys is kept";
      case ADMIN -> "The first administrator";
      case RECOVERY -> "For the day the machine is lost";
      case CREDENTIAL -> "A key for your agents";
      case DONE -> "";
    };
  }

  /** The part of the page with the form of the step that comes next. */
  public String getView() {
    return "/WEB-INF/includes/setup/" + getStep().name().toLowerCase(Locale.ROOT) + ".xhtml";
  }

  /** Whether the step of this name lies behind. */
  public boolean isDone(String step) {
    return Step.valueOf(step).compareTo(getStep()) < 0;
  }

  public boolean isNow(String step) {
    return Step.valueOf(step) == getStep();
  }

  /** Sends those away who have nothing to do here: the last step and the status need a person. */
  public void arrive() {
    Step step = getStep();
    boolean needsPerson = step == Step.RECOVERY || step == Step.CREDENTIAL || step == Step.DONE;
    if (needsPerson && visit.person().isEmpty()) {
      visit.goTo("/sign-in?next=/setup");
    }
  }

  public void enterCode() {
    char[] typed = code.take();
    visit.attempt(
        () -> {
          setUp.acceptCode(new String(typed), visit.address());
          progress.acceptCode();
          Visit.currentRequest().changeSessionId();
          visit.goTo("/setup");
        });
  }

  /** The offer, asked for once: a keychain may take its time. */
  public SourceOffer getOffer() {
    SourceOffer now = offer;
    if (now == null) {
      now = keyRing.sourceOffer();
      offer = now;
    }
    return now;
  }

  /** What to configure before a key can be made; null when something can be chosen. */
  public @Nullable Remedy getMissingSource() {
    return getOffer().missing().orElse(null);
  }

  /** Whether the option is the one chosen: what was sent, else what the configuration prefers. */
  public boolean isChosen(SourceOption option) {
    String sent = visit.query("source").orElse("");
    return sent.isEmpty()
        ? getOffer().preselected().filter(option.source()::equals).isPresent()
        : sent.equals(option.source().text());
  }

  public void makeKey() {
    visit.attempt(
        () -> {
          restores.requireIdle();
          KeySource chosen = KeySource.parse(visit.query("source").orElse(""));
          if (chosen == KeySource.PASSPHRASE) {
            secret.requireSame(again, "passphrase");
          } else {
            secret.forget();
          }
          char[] typed = secret.take();
          try {
            setUp.createKey(progress.codeAccepted(), chosen, typed, visit.address());
          } finally {
            Arrays.fill(typed, '\0');
            again.forget();
          }
          visit.goTo("/setup");
        });
  }

  public void makeAdmin() {
    visit.attempt(
        () -> {
          secret.requireSame(again, "password");
          char[] typed = secret.take();
          try {
            Admission admin =
                setUp.createAdmin(
                    progress.codeAccepted(), name, typed, displayName, visit.address());
            visit.signIn(admin);
          } finally {
            Arrays.fill(typed, '\0');
            again.forget();
          }
          visit.goTo("/setup");
        });
  }

  /** Makes the recovery key, which this page then shows once. */
  public void makeKit() {
    visit.attempt(
        () -> {
          kitToShow.keep(custody.makeRecoveryKit(visit.caller()));
          visit.goTo("/setup");
        });
  }

  /** Goes on once the last group was typed from the print. */
  public void confirmKit() {
    visit.attempt(
        () -> {
          char[] typed = secret.take();
          try {
            kitToShow.confirm(typed);
          } finally {
            Arrays.fill(typed, '\0');
          }
          progress.settleRecovery();
          visit.goTo("/setup");
        });
  }

  public void skipKit() {
    kitToShow.drop();
    progress.settleRecovery();
    visit.goTo("/setup");
  }

  public void storeFirst() {
    visit.attempt(
        () -> {
          Caller admin = visit.caller();
          try (SecretValue typed = first.takeValue()) {
            secrets.store(admin, first.draft(), typed);
          }
          setUp.complete(admin);
          visit.goTo("/setup");
        });
    first.forget();
  }

  public void skip() {
    visit.attempt(
        () -> {
          setUp.complete(visit.caller());
          visit.goTo("/setup");
        });
  }

  /** Which master-key version is open, for the status after set-up; null while none is. */
  public KeyState.@Nullable Open getOpenKey() {
    return keyRing.state() instanceof KeyState.Open open ? open : null;
  }

  public SecretField getCode() {
    return code;
  }

  public SecretField getSecret() {
    return secret;
  }

  public SecretField getAgain() {
    return again;
  }

  public SecretForm getFirst() {
    return first;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getDisplayName() {
    return displayName;
  }

  public void setDisplayName(String displayName) {
    this.displayName = displayName;
  }
}
