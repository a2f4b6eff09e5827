package dev.sealward.web;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What was done, said once on the page that follows it. Holds words of our own, never input. */
@SessionScoped
public class Notices implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> waiting = new ArrayList<>();

  synchronized void add(String words) {
    waiting.add(words);
  }

  /** The notices not shown yet; they are not shown again. */
  synchronized List<String> take() {
    List<String> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
