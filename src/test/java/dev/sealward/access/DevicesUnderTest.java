package dev.sealward.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** The cookies browsers are known by, without a browser. */
@ApplicationScoped
public class DevicesUnderTest {
  @Inject Devices devices;

  /** What a browser keeps that somebody has just signed in with. */
  public Optional<String> cookie(Admission admission) {
    return devices.text(admission);
  }
}
