package dev.sealward.web;

import dev.sealward.access.Accounts;
import dev.sealward.access.Permission;
import dev.sealward.access.PersonView;
import dev.sealward.access.Policies;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /account}: what people do about themselves; and the door of a first password. */
@Named
@RequestScoped
public class AccountPage {
  static final String ADDRESS = "/account";

  /** Where somebody with a password that another has seen chooses their own. */
  static final String PASSWORD_ADDRESS = "/account/password";

  private final Visit visit;
  private final Accounts accounts;
  private final Policies policies;
  private final SecretField current = new SecretField();
  private final SecretField password = new SecretField();
  private final SecretField again = new SecretField();
  private @Nullable String displayName;
  private @Nullable PersonView mine;

  /** For the container's proxies only. */
  @SuppressWarnings("NullAway")
  protected AccountPage() {
    this(null, null, null);
  }

  @Inject
  AccountPage(Visit visit, Accounts accounts, Policies policies) {
    this.visit = visit;
    this.accounts = accounts;
    this.policies = policies;
  }

  public void load() {
    getMine();
  }

  /** The door is for those who have to pass it. */
  public void arrive() {
    if (!visit.mustChangePassword()) {
      visit.goTo(ADDRESS);
    }
  }

  public PersonView getMine() {
    if (mine == null) {
      mine = accounts.mine(visit.caller());
    }
    return mine;
  }

  /** What the account may do, in words: {@code Manage secrets}. */
  public List<String> getAllowed() {
    return Arrays.stream(Permission.values())
        .filter(permission -> policies.holds(visit.caller(), permission))
        .map(permission -> permission.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .map(words -> words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1))
        .toList();
  }

  public void rename() {
    visit.attempt(
        () -> {
          accounts.rename(visit.caller(), displayName);
          visit.say("Your name is changed.");
          visit.goTo(ADDRESS);
        });
  }

  /** Changes the password; the browser goes on in a new session, all others end. */
  public void changePassword() {
    char[] old = current.take();
    char[] chosen = new char[0];
    try {
      boolean same = visit.attempt(() -> password.requireSame(again, "password"));
      chosen = password.take();
      if (same) {
        changePassword(old, chosen);
      }
    } finally {
      Arrays.fill(old, '\0');
      Arrays.fill(chosen, '\0');
      again.forget();
    }
  }

  private void changePassword(char[] old, char[] chosen) {
    visit.attempt(
        () -> {
          boolean first = visit.mustChangePassword();
          visit.signIn(accounts.changePassword(visit.caller(), old, chosen));
          visit.goTo(first ? "/" : ADDRESS + "?state=changed");
        });
  }

  /** Whether the password was changed just now; the session that would have said so is over. */
  public boolean isChanged() {
    return visit.query("state").filter("changed"::equals).isPresent();
  }

  public void signOutEverywhere() {
    visit.attempt(
        () -> {
          accounts.signOutEverywhere(visit.caller());
          visit.signOut();
          visit.goTo("/sign-in");
        });
  }

  public SecretField getCurrent() {
    return current;
  }

  public SecretField getPassword() {
    return password;
  }

  public SecretField getAgain() {
    return again;
  }

  public String getDisplayName() {
    return displayName == null ? getMine().displayName() : displayName;
  }

  public void setDisplayName(String displayName) {
    this.displayName = displayName;
  }
}
