package dev.sealward.web;

import dev.sealward.access.OpenIdSignIn;
import dev.sealward.access.PersonLinkPage;
import dev.sealward.access.PersonLinkView;
import dev.sealward.access.PersonLinks;
import dev.sealward.kernel.Refused;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /settings/sign-in}: which account at the OpenID provider enters as whom. */
@Named
@RequestScoped
public class PersonLinksPage {
  private static final String PATH = "/settings/sign-in";

  private final Visit visit;
  private final PersonLinks links;
  private final OpenIdSignIn openId;
  private @Nullable PersonLinkPage page;
  private String person = "";
  private String subject = "";
  private String email = "";

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected PersonLinksPage() {
    this(null, null, null);
  }

  @Inject
  PersonLinksPage(Visit visit, PersonLinks links, OpenIdSignIn openId) {
    this.visit = visit;
    this.links = links;
    this.openId = openId;
  }

  public void load() {
    page();
  }

  private PersonLinkPage page() {
    if (page == null) {
      page = links.list(visit.caller(), visit.query("after").orElse(null));
    }
    return page;
  }

  public List<PersonLinkView> getRows() {
    return page().rows();
  }

  /** The address of the next page; null on the last. */
  public @Nullable String getMore() {
    String next = page().next();
    return next == null ? null : "?after=" + next;
  }

  /** The provider's name; null when there is none. */
  public @Nullable String getIssuer() {
    return openId.issuer().orElse(null);
  }

  public boolean isByEmail() {
    return openId.linksByEmail();
  }

  public void link() {
    visit.attempt(
        () -> {
          String issuer = openId.issuer().orElseThrow(() -> Refused.missing("provider"));
          links.link(visit.caller(), issuer, person, subject, email, openId.linksByEmail());
          visit.say("The account is linked.");
          visit.goTo(PATH);
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

  public String getPerson() {
    return person;
  }

  public void setPerson(String person) {
    this.person = person;
  }

  public String getSubject() {
    return subject;
  }

  public void setSubject(String subject) {
    this.subject = subject;
  }

  public String getEmail() {
    return email;
  }

  public void setEmail(String email) {
    this.email = email;
  }
}
