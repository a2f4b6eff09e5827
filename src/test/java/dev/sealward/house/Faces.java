package dev.sealward.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import dev.sealward.kernel.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What pages, the API or anybody with a caller in hand can call. */
final class Faces {
  private static final String ROOT = "dev.sealward.";
  private static final Set<String> FACES = Set.of("access", "secret", "run", "backup");
  private static final Set<String> BELOW = Set.of("audit", "guard", "keys");

  private Faces() {}

  /** Methods of faces that know permissions. */
  static List<JavaMethod> methods(JavaClasses house) {
    return facing(house, FACES);
  }

  /** Methods of faces below the floor that knows permissions. */
  static List<JavaMethod> below(JavaClasses house) {
    return facing(house, BELOW);
  }

  private static List<JavaMethod> facing(JavaClasses house, Set<String> modules) {
    List<JavaMethod> facing = new ArrayList<>();
    for (JavaClass type : house) {
      if (modules.contains(module(type))
          && type.isAnnotatedWith(ApplicationScoped.class)
          && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        for (JavaMethod method : type.getMethods()) {
          if (isFacing(method)) {
            facing.add(method);
          }
        }
      }
    }
    return facing;
  }

  private static boolean isFacing(JavaMethod method) {
    Set<JavaModifier> modifiers = method.getModifiers();
    boolean open =
        modifiers.contains(JavaModifier.PUBLIC)
            && !modifiers.contains(JavaModifier.STATIC)
            && !modifiers.contains(JavaModifier.SYNTHETIC)
            && !isOfAPort(method);
    return open && (takesACaller(method) || isCalledFromOutside(method));
  }

  private static boolean takesACaller(JavaMethod method) {
    return method.getRawParameterTypes().stream()
        .anyMatch(type -> type.isEquivalentTo(Caller.class));
  }

  /** What another module asks for through an interface is between modules. */
  private static boolean isOfAPort(JavaMethod method) {
    return method.getOwner().getAllRawInterfaces().stream()
        .flatMap(port -> port.getMethods().stream())
        .anyMatch(
            ported ->
                ported.getName().equals(method.getName())
                    && names(ported.getRawParameterTypes())
                        .equals(names(method.getRawParameterTypes())));
  }

  private static List<String> names(List<JavaClass> types) {
    return types.stream().map(JavaType::getName).toList();
  }

  static boolean isCalledFromOutside(JavaMethod method) {
    return method.getCallsOfSelf().stream()
        .map(JavaMethodCall::getOriginOwner)
        .anyMatch(caller -> Set.of("web", "api").contains(module(caller)));
  }

  private static String module(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : "";
  }

  /** Of methods that differ in what names the thing, the name of that is added. */
  static String name(JavaMethod method) {
    String name = module(method.getOwner()) + "." + method.getOwner().getSimpleName();
    List<JavaClass> parameters = method.getRawParameterTypes();
    boolean told =
        parameters.size() > 1
            && Set.of("SecretId", "SecretRef").contains(parameters.get(1).getSimpleName())
            && method.getOwner().getMethods().stream()
                    .filter(other -> other.getName().equals(method.getName()))
                    .filter(other -> other.getModifiers().contains(JavaModifier.PUBLIC))
                    .count()
                > 1;
    return name
        + "."
        + method.getName()
        + (told ? "(" + parameters.get(1).getSimpleName() + ")" : "");
  }
}
