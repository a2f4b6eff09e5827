package dev.sealward.run.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The names of members as they are taken: UTF-8, relative, visible characters. */
final class Names {
  static final int MAX_CHARS = 4096;

  private Names() {}

  /** The text of bytes that must be UTF-8. */
  static String decoded(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw Unreadable.memberName();
    }
  }

  /** The name of a member, which whoever unpacks the archive must be able to trust. */
  static String member(String name) {
    requireText(name);
    if (name.startsWith("/") || name.startsWith("\\") || name.matches("[A-Za-z]:.*")) {
      throw Unreadable.memberName();
    }
    for (String segment : name.split("[/\\\\]", -1)) {
      if (segment.equals("..")) {
        throw Unreadable.memberName();
      }
    }
    return name;
  }

  /** Where a link leads, as it stands in the archive. */
  static String target(String name) {
    requireText(name);
    return name;
  }

  private static void requireText(String name) {
    boolean visible =
        name.codePoints()
            .noneMatch(
                c ->
                    Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE);
    if (name.isEmpty() || name.length() > MAX_CHARS || !visible) {
      throw Unreadable.memberName();
    }
  }
}
