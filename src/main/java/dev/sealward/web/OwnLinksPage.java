package dev.sealward.web;

import dev.sealward.access.OpenIdRefusal;
import dev.sealward.access.OpenIdSignIn;
import dev.sealward.access.PersonLinkView;
import dev.sealward.access.PersonLinks;
import dev.sealward.access.openid.OpenIdTicket.Purpose;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Remedy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /account/sign-in}: the accounts at the OpenID provider that enter as who is here. */
@Named
@RequestScoped
public class OwnLinksPage {
  static final String PATH = "/account/sign-in";

  private final Visit visit;
  private final PersonLinks links;
  private final OpenIdSignIn openId;
  private @Nullable List<PersonLinkView> rows;
  private @Nullable String goOn;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected OwnLinksPage() {
    this(null, null, null);
  }

  @Inject
  OwnLinksPage(Visit visit, PersonLinks links, OpenIdSignIn openId) {
    this.visit = visit;
    this.links = links;
    this.openId = openId;
  }

  public void load() {
    getRows();
  }

  public List<PersonLinkView> getRows() {
    if (rows == null) {
      rows = links.own(visit.caller());
    }
    return rows;
  }

  public boolean isOn() {
    return openId.issuer().isPresent();
  }

  /** Where to sign in at the provider, once linking was begun; null before. */
  public @Nullable String getGoOn() {
    return goOn;
  }

  /** Why the provider's answer linked nothing; null when none was given. */
  public @Nullable Remedy getRefusal() {
    return visit.query("sso").flatMap(OpenIdRefusal::named).map(OpenIdRefusal::remedy).orElse(null);
  }

  /** Begins to link. A form's answer may not lead to another site, so a link on the page does. */
  public void begin() {
    visit.attempt(
        () -> {
          Caller caller = visit.caller();
          links.requireProven(caller);
          OpenIdSignIn.Begun begun = openId.begin(Purpose.LINK, PATH);
          OpenIdBegin.keep(Visit.currentRequest().getSession(), begun.ticket());
          goOn = begun.address().toString();
        });
  }

  public void unlink() {
    visit.attempt(
        () -> {
          links.unlink(visit.caller(), visit.query("unlink").orElse(null));
          visit.say("The link is taken away.");
          visit.goTo(PATH);
        });
  }
}
