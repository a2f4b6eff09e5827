package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.Guard;
import dev.sealward.guard.TextFields;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import jakarta.faces.component.UIInput;
import jakarta.faces.component.UISelectOne;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Scans every text of a submitted form before its action runs, unless {@link TextFields} says that
 * it is a secret, a choice or only compared (ST-SEC-002). So a field that is new is scanned before
 * anybody thinks of it. A text that holds a secret is refused beside its field, audited, and
 * forgotten.
 *
 * <p>Does not protect against: a value that the same form makes known; the module that stores it
 * looks for that. Leaves alone the forms of somebody who is not signed in: the answer would tell
 * which guess is a stored value; set-up scans its texts itself.
 */
public class PlaintextCheck implements PhaseListener {
  private static final long serialVersionUID = 1L;

  @Inject private transient Guard guard;
  @Inject private transient CurrentCaller current;
  @Inject private transient Refusals refusals;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public PlaintextCheck() {}

  @Override
  public PhaseId getPhaseId() {
    return PhaseId.UPDATE_MODEL_VALUES;
  }

  @Override
  public void afterPhase(PhaseEvent event) {
    FacesContext context = event.getFacesContext();
    Optional<Caller> person = current.person();
    if (person.isEmpty() || context.getResponseComplete()) {
      return;
    }
    String page = page(context);
    try {
      for (UIInput input : Refusals.submitted(context)) {
        scan(person.get(), page, input);
      }
    } catch (Refused refused) {
      refusals.show(refused);
      context.renderResponse();
    }
  }

  private void scan(Caller person, String page, UIInput input) {
    if (!(input instanceof UISelectOne)
        && input.getValue() instanceof String typed
        && TextFields.of(page, input.getId()) == TextFields.Kind.SCANNED) {
      guard.refusePlaintext(person, input.getId(), typed);
    }
  }

  /** {@code account/sign-in} of {@code /WEB-INF/pages/account/sign-in.xhtml}. */
  private static String page(FacesContext context) {
    String view = context.getViewRoot().getViewId();
    return view.replaceFirst("^.*?/pages/", "").replaceFirst("\\.xhtml$", "");
  }
}
