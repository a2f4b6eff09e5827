package dev.sealward.web;

import dev.sealward.kernel.Refused;
import jakarta.faces.FacesException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an exception a page ends with: a refusal is an error page that says how to mend
 * it, an expired view is the page asked for again, anything else is a defect and goes to the log
 * and error 500.
 */
public class PageFaults extends ExceptionHandlerFactory {

  public PageFaults(ExceptionHandlerFactory wrapped) {
    super(wrapped);
  }

  @Override
  public ExceptionHandler getExceptionHandler() {
    return new Handler(getWrapped().getExceptionHandler());
  }

  /** The refusal in what containers wrap around it. */
  static Optional<Refused> refusalIn(@Nullable Throwable thrown) {
    return causeIn(thrown, Refused.class);
  }

  private static <T> Optional<T> causeIn(@Nullable Throwable thrown, Class<T> kind) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < 16; depth++) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static final class Handler extends ExceptionHandlerWrapper {
    Handler(ExceptionHandler wrapped) {
      super(wrapped);
    }

    @Override
    public void handle() throws FacesException {
      FacesContext context = FacesContext.getCurrentInstance();
      Iterator<ExceptionQueuedEvent> queued = getUnhandledExceptionQueuedEvents().iterator();
      while (queued.hasNext()) {
        Throwable thrown = queued.next().getContext().getException();
        Optional<Refused> refused = refusalIn(thrown);
        if (refused.isPresent()) {
          queued.remove();
          send(context, refused.get());
        } else if (causeIn(thrown, ViewExpiredException.class).isPresent()) {
          queued.remove();
          askAgain(context);
        }
      }
      getWrapped().handle();
    }

    private static void send(FacesContext context, Refused refused) {
      if (context.getResponseComplete()) {
        return;
      }
      try {
        if (context.getExternalContext().getRequest() instanceof HttpServletRequest request) {
          ErrorPage.tell(request, refused);
        }
        context.getExternalContext().responseSendError(refused.kind().status(), null);
        context.responseComplete();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void askAgain(FacesContext context) {
      Object uri =
          context.getExternalContext().getRequestMap().get(RequestDispatcher.FORWARD_REQUEST_URI);
      try {
        context
            .getExternalContext()
            .redirect(Routes.localOrHome(String.valueOf(uri)) + "?expired=1");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
