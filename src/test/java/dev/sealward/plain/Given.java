package dev.sealward.plain;

import dev.sealward.guard.LogMasking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.util.Nonbinding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jboss.weld.injection.spi.ResourceReference;

/** Beans of the server's that others ask for. */
record Given(Config config, Transactions transactions) implements Extension {
  /** Something that is there anyway. */
  record Reference<T>(T instance) implements ResourceReference<T> {
    @Override
    public T getInstance() {
      return instance;
    }

    @Override
    public void release() {
      // Not this reference's to end.
    }
  }

  /** One interceptor for every kind of transaction: the kind does not choose the interceptor. */
  void bind(@Observes BeforeBeanDiscovery before) {
    before
        .configureInterceptorBinding(Transactional.class)
        .methods()
        .forEach(method -> method.add(Nonbinding.Literal.INSTANCE));
  }

  void give(@Observes AfterBeanDiscovery discovered) {
    HttpServletRequest none =
        Transactions.proxy(
            HttpServletRequest.class,
            (proxy, method, arguments) -> {
              throw new IllegalStateException("nothing was requested");
            });
    discovered.addBean().types(Config.class).scope(Dependent.class).createWith(c -> config);
    discovered
        .addBean()
        .types(Transactions.class)
        .scope(Dependent.class)
        .createWith(c -> transactions);
    // Nobody asks this process for its metrics.
    MetricRegistry registry =
        Transactions.proxy(MetricRegistry.class, (proxy, method, arguments) -> null);
    discovered
        .addBean()
        .types(MetricRegistry.class)
        .scope(Dependent.class)
        .createWith(c -> registry);
    // Not as the extension it is: the log of this process stays as it is.
    discovered
        .addBean()
        .types(LogMasking.class)
        .scope(ApplicationScoped.class)
        .createWith(c -> new LogMasking());
    discovered
        .addBean()
        .types(HttpServletRequest.class)
        .scope(Dependent.class)
        .createWith(c -> none);
  }
}
