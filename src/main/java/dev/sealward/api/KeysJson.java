package dev.sealward.api;

import dev.sealward.keys.BatchWork;
import dev.sealward.keys.KeyVersionState;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import dev.sealward.keys.WorkFailures;
import dev.sealward.keys.WorkProgress;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Key versions and long work as the API writes them, in UTF-8. */
final class KeysJson {
  private static final JsonProvider JSON = JsonProvider.provider();

  private KeysJson() {}

  static byte[] of(KeysView view) {
    JsonArrayBuilder versions = JSON.createArrayBuilder();
    JsonObjectBuilder json = JSON.createObjectBuilder();
    for (KeyVersionView version : view.versions()) {
      if (version.state() == KeyVersionState.ACTIVE) {
        json.add("active", version.number());
      }
      versions.add(of(version, view.protects().getOrDefault(version.number(), Map.of())));
    }
    time(json.add("due", view.due()), "dueAt", view.dueAt());
    return bytes(json.add("versions", versions));
  }

  private static JsonObjectBuilder of(KeyVersionView version, Map<String, Long> protects) {
    JsonObjectBuilder counts = JSON.createObjectBuilder();
    protects.forEach(counts::add);
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("version", version.number())
            .add("state", version.state().text())
            .add("source", version.source().text())
            .add("algorithm", version.algorithm())
            .add("createdAt", version.createdAt().toString())
            .add("createdBy", version.createdBy())
            .add("protects", counts);
    if (version.rotatedTo() != null) {
      json.add("rotatedTo", version.rotatedTo());
    }
    time(json, "rotatedAt", version.rotatedAt());
    time(json, "retiredAt", version.retiredAt());
    time(json, "destroyedAt", version.destroyedAt());
    return json;
  }

  static byte[] of(WorkProgress progress) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("subject", progress.subject())
            .add("state", progress.state().text())
            .add("percent", progress.percent())
            .add("total", progress.total())
            .add("done", progress.done())
            .add("remaining", progress.remaining())
            .add("failed", progress.failed())
            .add("perSecond", progress.perSecond())
            .add("startedAt", progress.startedAt().toString())
            .add("startedBy", progress.startedBy())
            .add("failures", of(progress.failures()))
            .add("failuresUnlisted", progress.unlisted());
    time(json, "endedAt", progress.endedAt());
    return bytes(json);
  }

  static byte[] of(WorkFailures failures) {
    JsonObjectBuilder json = JSON.createObjectBuilder().add("failures", of(failures.page()));
    if (failures.next() != null) {
      json.add("next", failures.next());
    }
    return bytes(json);
  }

  private static JsonArrayBuilder of(List<BatchWork.Failure> failures) {
    JsonArrayBuilder json = JSON.createArrayBuilder();
    for (BatchWork.Failure failure : failures) {
      json.add(
          JSON.createObjectBuilder().add("item", failure.item()).add("reason", failure.reason()));
    }
    return json;
  }

  static byte[] ofVersion(int version) {
    return bytes(JSON.createObjectBuilder().add("version", version));
  }

  private static void time(JsonObjectBuilder json, String name, @Nullable Instant time) {
    if (time != null) {
      json.add(name, time.toString());
    }
  }

  private static byte[] bytes(JsonObjectBuilder json) {
    return json.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
