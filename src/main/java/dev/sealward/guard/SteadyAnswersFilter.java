package dev.sealward.guard;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Ends every answer, of pages and of the API, that is taken too slowly: it keeps a request's
 * thread, and an artifact's its engine. See {@link SteadyAnswer}. Must stand before whatever writes
 * a body, so that it is the last that bytes pass.
 */
public class SteadyAnswersFilter implements Filter {
  @Inject private SlowReaders readers;

  /** For the container, which injects the rest. */
  @SuppressWarnings("NullAway")
  public SteadyAnswersFilter() {}

  /** For tests, which have no container. */
  @SuppressWarnings("UnnecessaryAssignment")
  SteadyAnswersFilter(SlowReaders readers) {
    this.readers = readers;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String pattern = PagePath.pattern(PagePath.of((HttpServletRequest) request));
    chain.doFilter(request, new SteadyAnswer((HttpServletResponse) response, readers, pattern));
  }
}
