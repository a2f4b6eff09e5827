package dev.sealward.inserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealward.access.Entities;
import dev.sealward.access.EntityFilter;
import dev.sealward.access.EntityKind;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.EntityId;
import dev.sealward.kernel.Environment;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretFilter;
import dev.sealward.secret.SecretType;
import dev.sealward.secret.SecretView;
import dev.sealward.secret.Secrets;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A value that got into a plain column behind the application's back does not come out again. */
@ExtendWith(ArquillianExtension.class)
@Tag("ST-SEC-006")
class RedactedInterceptorIT {
  private static final String VALUE = "interceptor-it 4kzv80qx";

  @Inject Installed installed;
  @Inject Secrets secrets;
  @Inject Entities entities;
  @Inject Database database;

  private Caller admin;

  @BeforeEach
  void setUp() {
    admin = installed.admin();
  }

  @Test
  void valueInASecretsDescriptionComesOutMasked() throws SQLException {
    SecretView stored = store("intercepted");
    database.update(
        "update secret set description = ? where id = ?",
        "the value is " + VALUE,
        stored.id().value());

    SecretView shown = secrets.get(admin, stored.id()).secret();
    assertThat(shown.description()).startsWith("the value is [masked:").doesNotContain(VALUE);
    assertThat(shown.id()).isEqualTo(stored.id());
    assertThat(shown.ref()).isEqualTo(stored.ref());
    assertThat(secrets.list(admin, new SecretFilter("intercepted", null, 10)))
        .singleElement()
        .satisfies(view -> assertThat(view.toString()).doesNotContain(VALUE));
  }

  @Test
  void valueInAnEntitysDescriptionComesOutMasked() throws SQLException {
    store("intercepted-too");
    EntityId entity = entities.register(admin, "intercepted", EntityKind.TOOL, "").id();
    database.update("update entity set description = ? where name = 'intercepted'", VALUE);
    assertThat(entities.get(admin, entity).description()).startsWith("[masked:");
    assertThat(entities.list(admin, EntityFilter.first(200)).toString()).doesNotContain(VALUE);
  }

  private SecretView store(String name) {
    SecretDraft draft =
        new SecretDraft(Environment.DEV, "generic", name, SecretType.API_KEY, "", null);
    try (SecretValue value = SecretValue.copyOf(VALUE.toCharArray())) {
      return secrets.store(admin, draft, value).secret();
    }
  }
}
