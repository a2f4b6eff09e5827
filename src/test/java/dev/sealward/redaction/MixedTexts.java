package dev.sealward.redaction;

import static dev.sealward.redaction.Samples.BODY;
import static dev.sealward.redaction.Samples.bytes;
import static dev.sealward.redaction.Samples.keyBlock;
import static dev.sealward.redaction.Samples.token;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/** Random texts out of everything the rules look at, glued together without regard to sense. */
final class MixedTexts {
  /** Values to register before masking the texts; one holds a mask, some overlap. */
  static final String[] KNOWN = {
    "kn0wn-value",
    "value-9 token",
    "ab1\ncd2\nef3",
    "multi l1ne\nx\n\ny z 88\n",
    "[masked:token:12ab] and m0re",
    "12ab]x9y8z7w6",
    "\\\"qu0ted\\\"",
    "4455667788",
    "p4ss; b=c1d2e3"
  };

  private static final String[] PARTS = {
    "password",
    "Password",
    "token",
    "secret_key",
    "api_key",
    "auth",
    "key",
    "pwd",
    "pass",
    "client_secret",
    "=",
    " = ",
    ":",
    ": ",
    ":=",
    "=>",
    ",",
    "\"",
    "'",
    "`",
    "\\",
    "\\\"",
    "\\n",
    "\n",
    "\r\n",
    "\n\n",
    "\r",
    " ",
    "  ",
    "\t",
    ".",
    ";",
    "; ",
    "&",
    "?",
    "/",
    "//",
    "://",
    "@",
    "-",
    "--",
    "_",
    "%3D",
    "%",
    "$",
    "${X}",
    "<",
    ">",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "|",
    "#",
    "-----BEGIN " + "PRIVATE KEY-----",
    "-----END " + "PRIVATE KEY-----",
    "-----",
    "BEGIN ",
    "eyJ",
    "eyJhbGciOiJIUzI1NiJ9.",
    "sk-",
    "ghp_",
    "hf_",
    "API-",
    "swd_",
    ".atlasv1.",
    ":AAH",
    token("ghp_"),
    token("hf_").substring(0, 38),
    BODY,
    BODY.substring(0, 9),
    "x",
    "9",
    "a1b2c3",
    "h4rdT0Guess",
    "word",
    "example",
    "my-",
    "your-",
    "config.",
    "changeme",
    "true",
    "123456789012",
    "Cookie:",
    "Cookie: a=",
    "Set-Cookie: sid=",
    "Path=/",
    "Authorization: ",
    "authorization",
    "Bearer ",
    "Basic dXNlcjpwYXNzMTIz",
    "X-Api-Key: ",
    "curl -u ",
    " -u a:b1c2d3e4 ",
    " --user ",
    "https://",
    "https://u:p4ssw0rd@h/",
    "jdbc:x://a:b@c",
    "?password=",
    "&token=",
    "--password ",
    "export ",
    "ENV ",
    "web_1 | ",
    "[masked:token:12ab]",
    "[masked:known:00ff]",
    "[masked:4455667788:dead]",
    "[masked:x4455667788_y:0a0b]",
    "[masked:",
    "]",
    "\"[masked:key:0a0b]\"",
    "[masked:token:12a",
    "{\"password\": ",
    "\"pin\": 4455667788, ",
    "[1, 4455667788, 2]",
    "\u00e9",
    "\ufeff",
    "\u0000",
    "AKIAQ7X2M5N8B4V6C3Z1",
    "postgres",
    "<password>",
    "<password>\n",
    "<token>\r\n  ",
    "</password>",
    "name: ",
    "value",
    "string",
    "AbCdEfGh12",
    "12:ab]",
    "set(\"",
  };

  private final Random random;

  MixedTexts(long seed) {
    this.random = new Random(seed);
  }

  String next(int mostParts) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(mostParts); i >= 0; i--) {
      text.append(part());
    }
    return text.toString();
  }

  private String part() {
    return switch (random.nextInt(24)) {
      case 0 -> known();
      case 1 -> cut(KNOWN[random.nextInt(KNOWN.length)]);
      case 2 -> random.nextInt(8) == 0 ? keyBlock(random.nextBoolean() ? "\n" : "\\n") : "\n";
      case 3 -> random.nextInt(8) == 0 ? cut(keyBlock("\n")) : " ";
      case 4 -> cut(token("ghp_"));
      default -> PARTS[random.nextInt(PARTS.length)];
    };
  }

  private String known() {
    String value = KNOWN[random.nextInt(KNOWN.length)];
    return switch (random.nextInt(6)) {
      case 0 -> Base64.getEncoder().encodeToString(bytes("x" + value));
      case 1 -> HexFormat.of().formatHex(bytes(value));
      case 2 -> value.replace("\n", "\\n").replace("\"", "\\\"");
      default -> value;
    };
  }

  private String cut(String text) {
    int from = random.nextInt(text.length());
    return text.substring(from, from + random.nextInt(text.length() - from + 1));
  }
}
