package dev.sealward.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.id.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.BadAttributeValueExpException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ATTACK-19")
class LaunchObjectsTest {
  @Test
  void whatSessionsHoldIsMade() throws Exception {
    Object held = new HashMap<>(Map.of("since", Instant.EPOCH, "names", List.of("a", "b")));

    assertThat(made(held)).isEqualTo(held);
  }

  @Test
  void linksOfGadgetChainsAreNotMade() {
    for (Object link :
        List.of(
            new BadAttributeValueExpException("x"),
            new State("of a library on the class path"),
            new javax.swing.event.EventListenerList())) {
      assertThatThrownBy(() -> made(link))
          .as(link.getClass().getName())
          .isInstanceOf(InvalidClassException.class)
          .hasMessageContaining("REJECTED");
    }
  }

  @Test
  void nestingThatWouldExhaustTheStackIsNotMade() {
    List<Object> deep = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<Object> around = new ArrayList<>();
      around.add(deep);
      deep = around;
    }
    List<Object> tooDeep = deep;

    assertThatThrownBy(() -> made(tooDeep)).isInstanceOf(InvalidClassException.class);
  }

  private static Object made(Object from) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(from);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      in.setObjectInputFilter(LaunchObjects.filter());
      return in.readObject();
    }
  }
}
