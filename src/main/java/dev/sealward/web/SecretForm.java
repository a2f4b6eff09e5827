package dev.sealward.web;

import dev.sealward.kernel.Environment;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.SecretValue;
import dev.sealward.secret.SecretDraft;
import dev.sealward.secret.SecretType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields somebody stores or rotates a secret with. The value has two inputs, one line or
 * several; exactly one of them is filled in.
 */
public final class SecretForm {
  private final SecretField value = new SecretField();
  private final SecretField lines = new SecretField();
  private String workspace = "";
  private String provider = "";
  private String environment = Environment.PRODUCTION.text();
  private String name = "";
  private String type = SecretType.API_KEY.text();
  private String description = "";
  private String expiresAt = "";

  SecretDraft draft() {
    return new SecretDraft(
        workspace,
        Environment.parse(environment),
        provider,
        name,
        SecretType.parse(type),
        description,
        end());
  }

  /** The value as typed; the receiver closes it. */
  SecretValue takeValue() {
    if (!value.isEmpty() && !lines.isEmpty()) {
      throw Refused.field(
          "value",
          "VALUE_TWICE",
          "The value was typed into both fields.",
          "Fill in one of them and leave the other empty.");
    }
    return value.isEmpty() ? lines.takeValue() : value.takeValue();
  }

  /** Zeroes what was typed. */
  void forget() {
    value.forget();
    lines.forget();
  }

  private @Nullable Instant end() {
    if (expiresAt.isBlank()) {
      return null;
    }
    try {
      return LocalDate.parse(expiresAt.strip()).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException notADay) {
      throw Refused.field(
          "expiresAt",
          "EXPIRY_INVALID",
          "The expiry is a day, year first.",
          "For example 2027-06-30, or leave it empty.");
    }
  }

  public List<SecretType> getTypes() {
    return List.of(SecretType.values());
  }

  public List<Environment> getEnvironments() {
    return List.of(Environment.PRODUCTION, Environment.STAGING, Environment.DEV);
  }

  public SecretField getValue() {
    return value;
  }

  public SecretField getLines() {
    return lines;
  }

  public String getWorkspace() {
    return workspace;
  }

  public void setWorkspace(String workspace) {
    this.workspace = workspace;
  }

  public String getProvider() {
    return provider;
  }

  public void setProvider(String provider) {
    this.provider = provider;
  }

  public String getEnvironment() {
    return environment;
  }

  public void setEnvironment(String environment) {
    this.environment = environment;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  public String getDescription() {
    return description;
  }

  public void setDescription(String description) {
    this.description = description;
  }

  public String getExpiresAt() {
    return expiresAt;
  }

  public void setExpiresAt(String expiresAt) {
    this.expiresAt = expiresAt;
  }
}
