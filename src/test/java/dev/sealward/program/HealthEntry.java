package dev.sealward.program;

import jakarta.json.JsonObject;

/** What readiness says of one of the things it looks at. */
record HealthEntry(String status, String state) {
  static HealthEntry of(String name, Agent agent) {
    return agent.get("/health/ready").json().getJsonArray("checks").stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("name").equals(name))
        .map(
            check ->
                new HealthEntry(
                    check.getString("status"), check.getJsonObject("data").getString("state")))
        .findFirst()
        .orElseThrow();
  }
}
