package dev.sealward.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.kernel.Caller;
import dev.sealward.kernel.Refused;
import dev.sealward.kernel.TenantId;
import dev.sealward.kernel.WorkspaceId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-07")
class UploadSlotsTest {
  private final UploadSlots slots = new UploadSlots(5, 3, 2);

  @Test
  void oneEntityCannotTakeThemAll() {
    slots.take(entity("greedy"));
    slots.take(entity("greedy"));
    assertThatThrownBy(() -> slots.take(entity("greedy"))).isInstanceOf(Refused.class);
    assertThatCode(() -> slots.take(entity("modest"))).doesNotThrowAnyException();
  }

  @Test
  @Tag("FOUND-07")
  void oneTenantCannotTakeThemAllHoweverManyEntitiesItHas() {
    slots.take(entity("a"));
    slots.take(entity("b"));
    slots.take(entity("c"));
    assertThatThrownBy(() -> slots.take(entity("d"))).isInstanceOf(Refused.class);
    assertThatCode(() -> slots.take(entity("other", "d"))).doesNotThrowAnyException();
  }

  @Test
  void slotThatIsClosedTwiceIsGivenBackOnce() {
    UploadSlots.Held first = slots.hold(entity("a"));
    slots.take(entity("a"));
    first.close();
    first.close();
    slots.take(entity("a"));
    assertThatThrownBy(() -> slots.take(entity("a"))).isInstanceOf(Refused.class);
  }

  @Test
  void slotsInAllAreBoundedAndGivenBack() {
    slots.take(entity("a"));
    slots.take(entity("b"));
    slots.take(entity("c"));
    slots.take(entity("other", "a"));
    slots.take(entity("other", "b"));
    assertThatThrownBy(() -> slots.take(entity("third", "a"))).isInstanceOf(Refused.class);
    slots.release(entity("b"));
    assertThatCode(() -> slots.take(entity("third", "a"))).doesNotThrowAnyException();
    slots.release(entity("a"));
    assertThatCode(() -> slots.take(entity("a"))).doesNotThrowAnyException();
  }

  private static Caller entity(String name) {
    return entity("default", name);
  }

  private static Caller entity(String tenant, String name) {
    return new Caller(
        Caller.Kind.ENTITY,
        name,
        TenantId.of(tenant),
        WorkspaceId.of("default"),
        Set.of(),
        "127.0.0.1",
        UUID.randomUUID());
  }
}
