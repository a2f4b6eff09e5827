package dev.sealward.boot;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Stores an {@link Instant} in a {@code timestamp(6) with time zone} column. The column's side is
 * untyped because the drivers differ: H2 reads an {@link OffsetDateTime}, PostgreSQL a {@link
 * Timestamp}.
 */
@Converter(autoApply = true)
public class InstantConverter implements AttributeConverter<Instant, Object> {
  @Override
  public @Nullable Object convertToDatabaseColumn(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  @Override
  public @Nullable Instant convertToEntityAttribute(@Nullable Object column) {
    if (column == null) {
      return null;
    }
    if (column instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (column instanceof Timestamp time) {
      return time.toInstant();
    }
    throw new IllegalStateException("not a time: " + column.getClass().getName());
  }
}
