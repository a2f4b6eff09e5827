package dev.sealward.redaction;

import java.util.Locale;
import java.util.Set;

/** Values that ordinary text is full of: masking them would hide more than it protects. */
final class CommonWords {
  private static final Set<String> WORDS =
      Bytes.words(
          "localhost password passwords passw0rd password1 password123 changeme changeit"
              + " administrator postgres postgresql default_user username database databases"
              + " production staging development testing disabled enabled undefined required"
              + " optional 12345678 123456789 1234567890 87654321 01234567 0123456789 abcdefgh"
              + " qwertyuiop qwerty123 iloveyou letmein1 welcome1 anonymous computer internet"
              + " security secretkey security_lead operator mysecret mypassword my-secret"
              + " secret123 test1234 testtest example.com examples placeholder redacted"
              + " localhost:8080 localhost:5432 127.0.0.1 127.0.0.1:8080 0.0.0.0:8080"
              + " 255.255.255.255 us-east-1 us-east-2 us-west-1 us-west-2 eu-west-1 eu-west-2"
              + " eu-central-1 ap-south-1 http://localhost https://localhost"
              + " http://localhost:8080 application application/json text/plain text/html"
              + " utf-8-bom multipart boundary connection keepalive keep-alive content-type"
              + " content-length authorization x-api-key set-cookie basic_auth api_token"
              + " access_token refresh_token client_secret client_credentials grant_type"
              + " authorization_code access_key secret_key private_key public_key service_account"
              + " service-account generic_secret api-token api_keys credential credentials"
              + " workspace workspaces environment environments redaction sealward provider"
              + " providers artifact artifacts complete completed finished succeeded exception"
              + " argument arguments function functions returned response requests resource"
              + " resources document documents configuration continue continued building"
              + " compiled compiling download downloaded downloading installed installing"
              + " installation successful successfully warnings deployed deployment container"
              + " kubernetes namespace services terraform repository repositories organization"
              + " customer customers position property properties platform instance instances"
              + " operation operations question language sunshine princess football baseball"
              + " superman trustno1 michael1 jennifer whatever starwars dragon123 hunter22"
              + " masked:password masked:token masked:secret");

  private CommonWords() {}

  /** Whether {@code value} is such a word, part of a mask, or one or two characters repeated. */
  static boolean contain(byte[] value, String kind) {
    if (Bytes.different(value, 0, Math.min(value.length, 4096)) <= 2) {
      return true;
    }
    if (value.length > 40) {
      return false;
    }
    // A word is looked up as a string; anything rarer than a word never becomes one.
    for (byte b : value) {
      if (b <= ' ' || b > '~') {
        return false;
      }
    }
    String text =
        new String(value, java.nio.charset.StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    return WORDS.contains(text) || kind.contains(text) || TokenFormats.isKind(text);
  }
}
