package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.guard.Guard;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Remedy;
import dev.sealward.redaction.Redactor;
import jakarta.el.ValueExpression;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIForm;
import jakarta.faces.component.UIInput;
import jakarta.faces.component.visit.VisitContext;
import jakarta.faces.component.visit.VisitHint;
import jakarta.faces.component.visit.VisitResult;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a refusal becomes words on a page: beside its field when one of the submitted
 * form is to blame, else in a box above the page's content, with the steps that mend it.
 *
 * <p>What a person typed stays in the form, except where it holds a secret: that is forgotten, so
 * that the page itself does not become the leak.
 *
 * <p>The field named {@code reason} is the input with the id {@code reason}, or one that ends in
 * {@code _reason} where a page has several.
 */
@Named
@RequestScoped
public class Refusals {
  private final Guard guard;
  private final CurrentCaller current;
  private @Nullable Remedy remedy;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected Refusals() {
    this(null, null);
  }

  @Inject
  Refusals(Guard guard, CurrentCaller current) {
    this.guard = guard;
    this.current = current;
  }

  /** What to show above the page's content; null when there is nothing. */
  public @Nullable Remedy getRemedy() {
    return remedy;
  }

  /** Where to prove who one is, when that is what is missing; null when it is not. */
  public @Nullable String getProof() {
    Remedy shown = remedy;
    boolean missing = shown != null && shown.code().equals(Remedy.REAUTHENTICATION_NEEDED);
    return missing ? Visit.proof() : null;
  }

  /** Shows a refusal on the page that is being answered. */
  public void show(Refused refused) {
    FacesContext context = FacesContext.getCurrentInstance();
    List<UIInput> inputs = submitted(context);
    inputs.forEach(input -> forgetSecret(context, input));
    Optional<UIInput> blamed =
        refused
            .field()
            .flatMap(field -> inputs.stream().filter(input -> isFor(input, field)).findFirst());
    if (blamed.isEmpty()) {
      remedy = refused.remedy();
      return;
    }
    blamed.get().setValid(false);
    String words = refused.remedy().sentence();
    context.addMessage(
        blamed.get().getClientId(context),
        new FacesMessage(FacesMessage.SEVERITY_ERROR, words, words));
  }

  /** The inputs of the form that was sent. */
  static List<UIInput> submitted(FacesContext context) {
    List<UIInput> inputs = new ArrayList<>();
    context
        .getViewRoot()
        .visitTree(
            VisitContext.createVisitContext(context, null, EnumSet.of(VisitHint.SKIP_UNRENDERED)),
            (visit, component) -> {
              if (component instanceof UIForm form && !form.isSubmitted()) {
                return VisitResult.REJECT;
              }
              if (component instanceof UIInput input) {
                inputs.add(input);
              }
              return VisitResult.ACCEPT;
            });
    return inputs;
  }

  // Nothing typed is lost but secrets: one typed into a plain field must not come back in the page.
  private void forgetSecret(FacesContext context, UIInput input) {
    ValueExpression bound = input.getValueExpression("value");
    if (bound != null
        && input.getValue() instanceof String typed
        && !redactor().find(typed).isEmpty()) {
      input.resetValue();
      bound.setValue(context.getELContext(), "");
    }
  }

  private Redactor redactor() {
    Optional<Caller> person = current.person();
    if (person.isEmpty()) {
      // What is forgotten would tell anybody which guess is a stored value.
      return guard.formatsOnly();
    }
    try {
      return guard.redactor(person.get().tenant());
    } catch (Refused notLoaded) {
      return guard.formatsOnly();
    }
  }

  private static boolean isFor(UIInput input, String field) {
    return input.getId().equals(field) || input.getId().endsWith("_" + field);
  }
}
