package dev.sealward.secret;

import dev.sealward.guard.MaskSource;
import dev.sealward.kernel.TenantId;
import dev.sealward.redaction.Mask;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets an in-server test hold the masks of a tenant while they are being loaded. */
@Decorator
@Priority(1)
public abstract class HeldMasks implements MaskSource {
  @Inject @Delegate @Any MaskSource loaded;
  @Inject Gate gate;

  @Override
  public void masks(TenantId tenant, Consumer<Mask> sink) {
    gate.pass(tenant);
    loaded.masks(tenant, sink);
  }

  /** Where loading waits. */
  @ApplicationScoped
  public static class Gate {
    private static final long SECONDS = 120;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile @Nullable TenantId held;

    /** Once, for one tenant that nobody has loaded. */
    public void hold(TenantId tenant) {
      held = tenant;
    }

    public void awaitReached() {
      await(reached);
    }

    public void release() {
      open.countDown();
    }

    void pass(TenantId tenant) {
      if (tenant.equals(held)) {
        reached.countDown();
        await(open);
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("waited too long");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
