package dev.sealward.secret.store.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealward.secret.store.StoreKind;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("FOUND-01")
class CloudStoresTest {
  @Test
  void storeIsMadeByItsSettings() throws IOException {
    Map<String, String> settings =
        Map.of(
            "sealward.aws.region",
            "eu-central-1",
            "aws.access.key.id",
            "AKID",
            "aws.secret.access.key",
            "hidden");
    try (CloudStore made =
        CloudStores.make(StoreKind.AWS, name -> Optional.ofNullable(settings.get(name)))) {
      assertThat(made.kind()).isEqualTo(StoreKind.AWS);
    }
    assertThatThrownBy(() -> CloudStores.make(StoreKind.GCP, name -> Optional.empty()))
        .hasMessageStartingWith("SEALWARD_GCP_PROJECT");
    assertThatThrownBy(() -> CloudStores.make(StoreKind.FILE, name -> Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As in a jar that was built without the profile cloud. */
  @ParameterizedTest
  @EnumSource(
      value = StoreKind.class,
      names = {"AWS", "GCP"})
  void withoutTheVendorsLibraryTheBuildIsSaidToLackIt(StoreKind kind) throws Exception {
    URL house = CloudStores.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader without =
        new URLClassLoader(new URL[] {house}, ClassLoader.getPlatformClassLoader())) {
      Class<?> kinds = without.loadClass(StoreKind.class.getName());
      Method make =
          without.loadClass(CloudStores.class.getName()).getMethod("make", kinds, Function.class);
      Object wanted = kinds.getMethod("valueOf", String.class).invoke(null, kind.name());
      Function<String, Optional<String>> nothing = name -> Optional.empty();

      assertThatThrownBy(() -> make.invoke(null, wanted, nothing))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "SECRETS_PROVIDER="
                  + kind.text()
                  + " needs the vendor's library, which is not in this build: build with mvn"
                  + " -Pcloud.");
    }
  }
}
