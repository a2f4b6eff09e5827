package dev.sealward.redaction;

import java.util.Set;

/**
 * Tells what somebody made up, or a machine did, from words, names, numbers, dates, versions and
 * addresses: the test of values that only the words around them call secret.
 */
final class MadeUp {
  /** How much the words around a value say. */
  enum Degree {
    /** That this is the password: a word with a number, or with a mark, is one. */
    SAID,
    /** That there is a password somewhere: only what is no name and no number is one. */
    NEAR,
    /** That this is a key: what a machine issues. */
    KEY
  }

  private static final int MOST = 128;

  /** What has letters and digits, and is the name of a thing. */
  private static final Set<String> TERMS =
      Bytes.words(
          "oauth2 base64 base32 base58 utf8 ssh2 http2 http1 ed25519 x25519 argon2 argon2i argon2id"
              + " pbkdf2 ipv4 ipv6 x509 pkcs1 pkcs8 pkcs11 pkcs12 rs256 rs512 hs256 hs512 es256"
              + " ps256 rsa2048 rsa4096 k8s i18n log4j win32 win64 x86_64 amd64 arm64 log4j2 md5"
              + " crc32 mp3 mp4 web3 oauth1 tls1 sslv3 bcrypt2 scrypt2 fido2 totp6 scram-sha-256"
              + " aes128 aes256 aes-256 aes-128 sha1 sha2 sha3 sha256 sha384 sha512 sha-256 sha-512"
              + " postgres16 mysql8 python3 java17 java21 node18 node20 h2 p12 p8 latin1 level3");

  private MadeUp() {}

  static boolean is(Line line, int from, int to, Degree degree) {
    int length = to - from;
    if (length < 6
        || length > Values.GLANCE * 2
        || Placeholders.isPlaceholder(line, from, to)
        || Values.isPath(line, from, to)
        || Issued.isUuid(line, from, to)
        || isAddress(line, from, to)
        || isDated(line, from, to)
        || isTerm(line, from, to)) {
      return false;
    }
    return switch (degree) {
      case SAID -> isSaid(line, from, to);
      case NEAR -> length >= 8 && isNear(line, from, to);
      case KEY -> length >= 16 && isKey(line, from, to);
    };
  }

  private static boolean isSaid(Line line, int from, int to) {
    Make make = Make.of(line, from, to);
    return make.letters() > 0 && make.other == 0 && (make.digits > 0 || make.marks > 0);
  }

  private static boolean isNear(Line line, int from, int to) {
    Make make = Make.of(line, from, to);
    if (make.letters() == 0 || make.other > 0 || make.joints * 4 > to - from) {
      return false;
    }
    return make.marks > 0 && make.digits > 0
        || make.upper > 0 && make.lower > 0 && make.digits > 0 && make.joints == 0
        || Issued.looksRandom(line, from, to, 10);
  }

  private static boolean isKey(Line line, int from, int to) {
    return Issued.looksRandom(line, from, to, 16) || Issued.looksEncoded(line, from, to);
  }

  /** A mail address, a host with its port, or anything with a scheme. */
  private static boolean isAddress(Line line, int from, int to) {
    int most = Math.min(to, from + MOST);
    for (int at = from; at + 2 < most; at++) {
      if (line.byteAt(at) == ':' && line.byteAt(at + 1) == '/') {
        return true;
      }
    }
    int sign = Bytes.indexOf(line.bytes(), from, most, (byte) '@');
    if (sign > from && Bytes.indexOf(line.bytes(), sign, most, (byte) '.') > 0) {
      return ByteClass.DOTTED.runEnd(line.bytes(), sign + 1, most) == most;
    }
    int colon = Bytes.lastIndexOf(line.bytes(), from, most, (byte) ':');
    return colon > from
        && Values.isNumber(line, colon + 1, to)
        && ByteClass.DOTTED.runEnd(line.bytes(), from, colon) == colon;
  }

  /** A date, a time, a version, an amount: a digit first, or {@code v} and one. */
  private static boolean isDated(Line line, int from, int to) {
    int at = line.byteAt(from) == 'v' || line.byteAt(from) == 'V' ? from + 1 : from;
    int digits = ByteClass.DIGITS.runEnd(line.bytes(), at, to);
    if (digits == at) {
      return false;
    }
    byte next = line.byteAt(digits);
    if (digits < to && (next == '.' || next == ':') && digits - at <= 4) {
      return true;
    }
    return next == '-' && digits - at == 4 && Bytes.isDigit(line.byteAt(digits + 1))
        || to - digits <= 3 && Values.isWords(line, digits, to);
  }

  private static boolean isTerm(Line line, int from, int to) {
    if (to - from > 16) {
      return false;
    }
    String lower = Values.lower(line, from, to);
    return TERMS.contains(lower) || lower.startsWith("sha") && Bytes.isDigit(line.byteAt(from + 3));
  }

  /** Of what a value is made. */
  private record Make(int lower, int upper, int digits, int marks, int joints, int other) {
    static Make of(Line line, int from, int to) {
      int[] counts = new int[6];
      for (int at = from; at < Math.min(to, from + MOST); at++) {
        counts[kind(line.byteAt(at))]++;
      }
      return new Make(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    private static int kind(byte b) {
      if (Bytes.isLetter(b)) {
        return Bytes.isLower(b) ? 0 : 1;
      }
      if (Bytes.isDigit(b)) {
        return 2;
      }
      return "!#$%^*?=+~@&".indexOf(b) >= 0 ? 3 : "-_./:".indexOf(b) >= 0 ? 4 : 5;
    }

    int letters() {
      return lower + upper;
    }
  }
}
