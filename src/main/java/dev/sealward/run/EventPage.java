package dev.sealward.run;

import java.util.List;

/**
 * Some events of a run in the order of their seq.
 *
 * @param lastSeq what to ask for events after next; the seq asked with when there are none
 * @param more whether there is more now
 */
public record EventPage(List<EventView> events, long lastSeq, boolean more) {
  public EventPage {
    events = List.copyOf(events);
  }
}
