package dev.sealward.api;

import dev.sealward.run.Appended;
import dev.sealward.run.ArtifactPage;
import dev.sealward.run.ArtifactView;
import dev.sealward.run.EventPage;
import dev.sealward.run.EventView;
import dev.sealward.run.PromptPage;
import dev.sealward.run.PromptView;
import dev.sealward.run.RunView;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;

/** Runs, their events, artifacts and prompts as the API writes them, in UTF-8. */
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
            .add("ignored", appended.ignored())
            .add("blocked", appended.blocked()));
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

  static byte[] of(ArtifactView artifact) {
    return bytes(object(artifact));
  }

  static byte[] of(ArtifactPage page) {
    JsonArrayBuilder artifacts = JSON.createArrayBuilder();
    page.artifacts().forEach(artifact -> artifacts.add(object(artifact)));
    return bytes(JSON.createObjectBuilder().add("artifacts", artifacts).add("more", page.more()));
  }

  private static JsonObjectBuilder object(ArtifactView artifact) {
    return JSON.createObjectBuilder()
        .add("id", artifact.id().toString())
        .add("name", artifact.name())
        .add("kind", artifact.kind().text())
        .add("mediaType", artifact.mediaType())
        .add("bytes", artifact.bytes())
        .add("sha256", artifact.sha256())
        .add("masked", artifact.masked())
        .add("members", artifact.members())
        .add("storedBy", artifact.storedBy())
        .add("storedAt", artifact.storedAt().toString());
  }

  /**
   * A prompt's text is JSON and goes in as it is; if masks of values that became known since have
   * made it none, as a text.
   */
  static byte[] of(PromptPage page) {
    StringBuilder json = new StringBuilder("{\"prompts\":[");
    for (PromptView prompt : page.prompts()) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append("{\"number\":")
          .append(prompt.number())
          .append(",\"storedAt\":\"")
          .append(prompt.storedAt())
          .append("\",\"masked\":")
          .append(prompt.masked());
      if (prompt.text() != null) {
        String text = prompt.text();
        json.append(",\"payload\":").append(isJson(text) ? text : JSON.createValue(text));
      } else {
        json.append(",\"failure\":\"").append(prompt.failure()).append('"');
      }
      json.append('}');
    }
    json.append("],\"more\":").append(page.more()).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(new StringReader(text))) {
      while (parser.hasNext()) {
        parser.next();
      }
      return true;
    } catch (JsonException | NoSuchElementException none) {
      return false;
    }
  }

  private static byte[] bytes(JsonObjectBuilder json) {
    return json.build().toString().getBytes(StandardCharsets.UTF_8);
  }
}
