package dev.sealward.guard;

import dev.sealward.redaction.RedactedText;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Copies a value with every string in it masked; a part that holds nothing to mask is not copied.
 *
 * <p>Takes strings, records, lists, sets, maps, optionals and what holds no text. Anything else, a
 * value nested deeper than {@value #MAX_DEPTH} levels, and a record whose constructor refuses a
 * masked text are {@link NotPossible}: nothing half-masked comes back. Records cannot form cycles
 * and views are immutable, so the depth limit is all it takes to end. Thread-safe.
 */
final class MaskedCopy {
  static final int MAX_DEPTH = 16;

  private static final String KERNEL = "dev.sealward.kernel";
  private static final Set<Class<?>> TEXTLESS =
      Set.of(
          Boolean.class,
          Character.class,
          UUID.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          RedactedText.class);

  // Only remembers what reflection finds; an entry goes with its class.
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return RecordShape.of(type);
        }
      };

  /** A result that cannot be masked; its message names types only. */
  static final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPossible(String why) {
      super(why, null, false, false);
    }
  }

  private final UnaryOperator<String> mask;

  MaskedCopy(UnaryOperator<String> mask) {
    this.mask = mask;
  }

  @Nullable Object of(@Nullable Object value) {
    return copy(value, 0);
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new NotPossible("nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value instanceof String text) {
      String masked = mask.apply(text);
      return masked.equals(text) ? text : masked;
    }
    if (value == null || holdsNoText(value)) {
      return value;
    }
    if (value instanceof Record whole) {
      return ofRecord(whole, depth);
    }
    if (value instanceof List<?> list) {
      return ofAll(list, new ArrayList<>(list.size()), depth);
    }
    if (value instanceof Set<?> set) {
      return ofAll(set, new LinkedHashSet<>(), depth);
    }
    if (value instanceof Map<?, ?> map) {
      return ofMap(map, depth);
    }
    if (value instanceof Optional<?> optional) {
      Object inside = optional.orElse(null);
      Object masked = copy(inside, depth + 1);
      return masked == inside ? optional : Optional.ofNullable(masked);
    }
    throw new NotPossible("no way to mask a " + value.getClass().getSimpleName());
  }

  private static boolean holdsNoText(Object value) {
    return value instanceof Number
        || value instanceof Enum<?>
        || value instanceof TemporalAccessor
        || value instanceof TemporalAmount
        || value instanceof ZoneId
        || TEXTLESS.contains(value.getClass())
        // the kernel's records are ids, checked when they were made
        || (value instanceof Record && value.getClass().getPackageName().equals(KERNEL));
  }

  private Object ofRecord(Record whole, int depth) {
    RecordShape shape = SHAPES.get(whole.getClass());
    @Nullable Object[] parts = shape.parts(whole);
    boolean changed = false;
    for (int i = 0; i < parts.length; i++) {
      Object masked = copy(parts[i], depth + 1);
      changed |= masked != parts[i];
      parts[i] = masked;
    }
    return changed ? shape.make(parts) : whole;
  }

  private Object ofAll(Collection<?> whole, Collection<@Nullable Object> copy, int depth) {
    boolean changed = false;
    for (Object part : whole) {
      Object masked = copy(part, depth + 1);
      changed |= masked != part;
      copy.add(masked);
    }
    if (!changed) {
      return whole;
    }
    return copy instanceof List<?> list
        ? Collections.unmodifiableList(list)
        : Collections.unmodifiableSet((Set<?>) copy);
  }

  private Object ofMap(Map<?, ?> whole, int depth) {
    boolean changed = false;
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : whole.entrySet()) {
      Object key = copy(entry.getKey(), depth + 1);
      Object part = copy(entry.getValue(), depth + 1);
      changed |= key != entry.getKey() || part != entry.getValue();
      copy.put(key, part);
    }
    return changed ? Collections.unmodifiableMap(copy) : whole;
  }

  /** How to take a record apart and make one again. */
  private record RecordShape(String name, List<MethodHandle> accessors, MethodHandle constructor) {

    static RecordShape of(Class<?> type) {
      try {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        List<MethodHandle> accessors = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
          types.add(component.getType());
          accessors.add(
              lookup
                  .unreflect(component.getAccessor())
                  .asType(MethodType.methodType(Object.class, Object.class)));
        }
        MethodHandle constructor =
            lookup
                .findConstructor(type, MethodType.methodType(void.class, types))
                .asSpreader(Object[].class, types.size())
                .asType(MethodType.methodType(Object.class, Object[].class));
        return new RecordShape(type.getSimpleName(), List.copyOf(accessors), constructor);
      } catch (ReflectiveOperationException e) {
        throw new NotPossible("no way into the record " + type.getSimpleName());
      }
    }

    @Nullable Object[] parts(Object whole) {
      @Nullable Object[] parts = new @Nullable Object[accessors.size()];
      try {
        for (int i = 0; i < parts.length; i++) {
          parts[i] = accessors.get(i).invokeExact(whole);
        }
        return parts;
      } catch (Throwable e) {
        throw new NotPossible("the record " + name + " cannot be read");
      }
    }

    // What a constructor says about an argument may quote it, so its exception is not kept.
    Object make(@Nullable Object[] parts) {
      try {
        return (Object) constructor.invokeExact(parts);
      } catch (Throwable e) {
        throw new NotPossible("the record " + name + " does not take masked text");
      }
    }
  }
}
