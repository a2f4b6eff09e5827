package dev.sealward.web;

import dev.sealward.access.CurrentCaller;
import dev.sealward.access.KeyCustody;
import dev.sealward.keys.KeyVersionView;
import dev.sealward.keys.KeysView;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * How far re-wrapping is, for the keys page while it shows: {@code GET …/keys/feed} gives {@code
 * {"mark", "running", "percent", "texts": {name: text}}}. While {@code mark} stays the same, the
 * page differs in its numbers only. For the signed-in person of the session.
 */
public class KeysFeed extends JsonFeed {
  private static final long serialVersionUID = 1L;

  @Inject private transient KeyCustody custody;
  @Inject private transient CurrentCaller current;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public KeysFeed() {}

  @Override
  byte[] read(HttpServletRequest request) {
    return json(custody.view(current.requirePerson()));
  }

  static byte[] json(KeysView view) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.createGenerator(out)) {
      json.writeStartObject()
          .write("mark", KeysPage.mark(view))
          .write("running", KeysPage.isWorking(view));
      Optional<RewrapCard> card = view.rewrap().map(RewrapCard::new);
      card.ifPresent(now -> json.write("percent", now.getPercent()));
      json.writeStartObject("texts");
      card.ifPresent(now -> write(json, now));
      for (KeyVersionView version : view.versions()) {
        json.write("protects-" + version.number(), KeysPage.protects(view, version.number()));
      }
      json.writeEnd().writeEnd();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, RewrapCard card) {
    json.write("note", card.getNote())
        .write("percent", card.getPercent() + " %")
        .write("done", card.getDone())
        .write("remaining", card.getRemaining())
        .write("failed", card.getFailed())
        .write("rate", card.getRate());
  }
}
