package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.kernel.Caller;
import dev.sealward.kernel.ProjectId;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.RunId;
import dev.sealward.run.EventPage;
import dev.sealward.run.EventView;
import dev.sealward.run.RunView;
import dev.sealward.run.Runs;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The log of a run for its page, as it grows: {@code GET …/feed?after=seq} gives the masked events
 * after {@code seq} as JSON, {@code {"events": [{"seq", "time", "stream", "level", "parts"}],
 * "last", "more", "state", "masked"}}; a part is {@code {"t": text}} or {@code {"m": {"kind", "fp",
 * "rule"}}}. For the signed-in person of the session.
 */
public class RunFeed extends JsonFeed {
  private static final long serialVersionUID = 1L;
  private static final int LINES = 1_000;

  @Inject private transient Runs runs;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public RunFeed() {}

  @Override
  byte[] read(HttpServletRequest request) {
    Caller person = current.requirePerson();
    if (!(request.getAttribute(Route.ATTRIBUTE) instanceof Route route)) {
      throw Refused.missing("run");
    }
    ProjectId project = ProjectId.of(String.valueOf(route.parts().get("project")));
    RunId run = RunId.parse(String.valueOf(route.parts().get("run")));
    EventPage page = runs.events(person, project, run, after(request.getParameter("after")), LINES);
    return json(page, runs.get(person, project, run));
  }

  private static long after(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  static byte[] json(EventPage page, RunView run) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.createGenerator(out)) {
      json.writeStartObject().writeStartArray("events");
      page.events().forEach(event -> write(json, event));
      json.writeEnd()
          .write("last", page.lastSeq())
          .write("more", page.more())
          .write("state", run.state().text())
          .write("masked", run.masked())
          .writeEnd();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, EventView event) {
    json.writeStartObject()
        .write("seq", event.seq())
        .write("time", event.time().toString())
        .write("stream", event.stream())
        .write("level", event.level().text())
        .writeStartArray("parts");
    for (MaskedText.Part part : MaskedText.parts(event.text())) {
      json.writeStartObject();
      MaskedText.Chip chip = part.chip();
      if (chip == null) {
        json.write("t", String.valueOf(part.text()));
      } else {
        json.writeStartObject("m")
            .write("kind", chip.kind())
            .write("fp", chip.fingerprint())
            .write("rule", chip.kind())
            .writeEnd();
      }
      json.writeEnd();
    }
    json.writeEnd().writeEnd();
  }
}
