package dev.sealward.program;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests of a process the one installation they share, from first use to the end. */
final class SharedInstallation implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedInstallation.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Installation.class;
  }

  @Override
  public Installation resolveParameter(ParameterContext parameter, ExtensionContext context) {
    // A process is handed one class after the other, each as a run of its own.
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent("started", any -> Started.now(), Started.class)
        .installation();
  }

  /** One attempt, whose failure every test learns without another attempt. */
  private record Started(Installation running, Throwable failure) implements AutoCloseable {
    static Started now() {
      try {
        return new Started(Installation.onFile(), null);
      } catch (RuntimeException | Error failure) {
        return new Started(null, failure);
      }
    }

    Installation installation() {
      if (running == null) {
        throw new IllegalStateException("The shared installation did not start", failure);
      }
      return running;
    }

    @Override
    public void close() {
      if (running != null) {
        running.close();
      }
    }
  }
}
