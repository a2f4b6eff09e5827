package dev.sealward.api;

import dev.sealward.run.Appended;
import dev.sealward.run.EventPage;
import dev.sealward.run.EventView;
import dev.sealward.run.RunView;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Runs and their events as the API writes them, in UTF-8. */
final class RunJson {
  private static final JsonProvider JSON = JsonProvider.provider();

  private RunJson() {}

  static byte[] of(RunView run) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("id", run.id().toString())
            .add("project", run.project().value())
            .add("title", run.title())
            .add("state", run.state().text())
            .add("startedBy", run.startedBy())
            .add("startedAt", run.startedAt().toString())
            .add("lastSeq", run.lastSeq())
            .add("events", run.events())
            .add("masked", run.masked())
            .add("page", "/projects/" + run.project() + "/runs/" + run.id());
    if (run.endedAt() != null) {
      json.add("endedAt", run.endedAt().toString());
    }
    return bytes(json);
  }

  static byte[] of(Appended appended) {
    return bytes(
        JSON.createObjectBuilder()
            .add("stored", appended.stored())
            .add("accepted", appended.accepted())
            .add("ignored", appended.ignored()));
  }

  static byte[] of(EventPage page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject().writeStartArray("events");
      for (EventView event : page.events()) {
        json.writeStartObject()
            .write("seq", event.seq())
            .write("time", event.time().toString())
            .write("stream", event.stream())
            .write("level", event.level().text())
            .write("text", event.text())
            .writeEnd();
      }
      json.writeEnd().write("lastSeq", page.lastSeq()).write("more", page.more()).writeEnd();
    }
    return out.toByteArray();
  }

  private static byte[] bytes(JsonObjectBuilder json) {
    return json.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
