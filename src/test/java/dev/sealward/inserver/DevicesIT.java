package dev.sealward.inserver;

import static dev.sealward.inserver.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Accounts;
import dev.sealward.access.Admission;
import dev.sealward.access.DevicesUnderTest;
import dev.sealward.access.PasswordStep;
import dev.sealward.access.People;
import dev.sealward.access.PersonDraft;
import dev.sealward.access.SignIns;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.Role;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a browser somebody signed in with before is worth, when others fail under their name. */
@ExtendWith(ArquillianExtension.class)
@Tag("ATTACK-02")
@Tag("VAULT-09")
class DevicesIT {
  private static final String CHOSEN = "eleven herons by the lock";
  private static final char[] WRONG = {'x'};
  private static final String TOO_MANY = "SIGN_IN_TOO_MANY";

  @Inject Installed installed;
  @Inject People people;
  @Inject Accounts accounts;
  @Inject SignIns signIns;
  @Inject DevicesUnderTest devices;
  @Inject Database database;

  private Caller admin;

  /** Everybody's: they sit behind one router. */
  private String office;

  /** Somebody past choosing a password, and what a browser keeps that they signed in with. */
  private record Somebody(String name, String password, String cookie) {}

  @BeforeEach
  void setUp() {
    admin = installed.admin();
    office = "2001:db8:" + Integer.toHexString((int) (System.nanoTime() & 0xffff)) + ":d::1";
  }

  @Test
  void whoHasTheCookieIsKeptOutByNobodyElse() throws SQLException {
    Somebody ada = somebody();
    Somebody bob = somebody();
    failOften(ada);
    assertRefused(TOO_MANY, () -> signIn(ada, null));
    for (String useless :
        List.of(
            bob.cookie(),
            "",
            "1",
            "x".repeat(10_000),
            changed(ada.cookie(), 5),
            changed(ada.cookie(), ada.cookie().length() - 1),
            ada.cookie().replaceFirst("\\.([0-9]+)\\.", ".1$1."),
            ada.cookie() + "0",
            ada.cookie().replaceFirst("1", "2"))) {
      assertRefused(TOO_MANY, () -> signIn(ada, useless));
    }
    assertThat(signIn(ada, ada.cookie())).isPresent();
    assertThat(signIns.signIn(bob.name(), WRONG, office, ada.cookie())).as("lets in").isEmpty();

    String another = cookie(signIn(ada, ada.cookie()));
    for (int i = 0; i < 5; i++) {
      assertThat(signIns.signIn(ada.name(), WRONG, office, ada.cookie())).isEmpty();
    }
    assertRefused(TOO_MANY, () -> signIn(ada, ada.cookie()));
    assertThat(signIn(ada, another)).as("each browser for itself").isPresent();
  }

  @Test
  void cookieEndsWithThePersonsSessions() throws SQLException {
    Somebody ada = somebody();
    failOften(ada);
    Admission chosen =
        accounts.changePassword(
            Installed.admitted(signIn(ada, ada.cookie()).orElseThrow()).caller(),
            ada.password().toCharArray(),
            CHOSEN.toCharArray());
    Somebody now = new Somebody(ada.name(), CHOSEN, devices.cookie(chosen).orElseThrow());
    assertRefused(TOO_MANY, () -> signIn(now, ada.cookie()));
    assertThat(signIn(now, now.cookie())).isPresent();

    people.disable(admin, ada.name());
    people.enable(admin, ada.name());
    assertRefused(TOO_MANY, () -> signIn(now, now.cookie()));
  }

  @Test
  void whoHasToChooseAPasswordFirstGetsNone() {
    String name = "d-" + UUID.randomUUID();
    String password = PeopleIT.text(people.create(admin, draft(name)));
    Optional<PasswordStep> step = signIns.signIn(name, password.toCharArray(), "192.0.2.13", null);
    assertThat(devices.cookie(Installed.admitted(step.orElseThrow()))).isEmpty();
  }

  /** Forty times; most of them are not even looked at. */
  private void failOften(Somebody victim) {
    for (int i = 0; i < 40; i++) {
      try {
        assertThat(signIns.signIn(victim.name(), WRONG, office, null)).isEmpty();
      } catch (Refused heldBack) {
        assertThat(i).isGreaterThanOrEqualTo(5);
      }
    }
  }

  private Optional<PasswordStep> signIn(Somebody somebody, String cookie) {
    return signIns.signIn(somebody.name(), somebody.password().toCharArray(), office, cookie);
  }

  private String cookie(Optional<PasswordStep> step) {
    return devices.cookie(Installed.admitted(step.orElseThrow())).orElseThrow();
  }

  private Somebody somebody() throws SQLException {
    String name = "d-" + UUID.randomUUID();
    String password = PeopleIT.text(people.create(admin, draft(name)));
    database.update("update person set must_change_password = false where name = ?", name);
    String cookie = cookie(signIns.signIn(name, password.toCharArray(), "198.51.100.77", null));
    return new Somebody(name, password, cookie);
  }

  private static PersonDraft draft(String name) {
    return new PersonDraft(name, "", Set.of(Role.OPERATOR), Set.of(Installed.WORKSPACE));
  }

  private static String changed(String text, int at) {
    char other = text.charAt(at) == '0' ? '1' : '0';
    return text.substring(0, at) + other + text.substring(at + 1);
  }
}
