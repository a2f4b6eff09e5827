package dev.sealward.api;

import dev.sealward.run.ArtifactContent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request opened to answer with. It is closed when the request ends, since an answer is not
 * always written: not to {@code HEAD}, and not when a later step fails. One request, one thread.
 */
@RequestScoped
class OpenedContent {
  private final List<ArtifactContent> contents = new ArrayList<>();

  void closeWithRequest(ArtifactContent content) {
    contents.add(content);
  }

  @PreDestroy
  void close() {
    contents.forEach(ArtifactContent::close);
  }
}
