package dev.sealward.redaction;

import java.util.Set;

/** What names say: whether the thing they name is a secret, and of which kind. */
final class Names {
  /** How sure a name is. */
  enum Weight {
    /** {@code password}: nearly any value is one. */
    PASSWORD,
    /** {@code token}, {@code secret}, {@code api_key}: a value that is no word or reference. */
    STRONG,
    /** {@code key}, {@code auth}: only what looks made by a machine. */
    WEAK
  }

  /** A word that makes a name a secret's. */
  record Word(String text, Weight weight, String kind) {}

  static final Word[] WORDS = {
    new Word("password", Weight.PASSWORD, "password"),
    new Word("passwd", Weight.PASSWORD, "password"),
    new Word("passwort", Weight.PASSWORD, "password"),
    new Word("passphrase", Weight.PASSWORD, "password"),
    new Word("passcode", Weight.PASSWORD, "password"),
    new Word("kennwort", Weight.PASSWORD, "password"),
    new Word("contrasena", Weight.PASSWORD, "password"),
    new Word("contraseña", Weight.PASSWORD, "password"),
    new Word("wachtwoord", Weight.PASSWORD, "password"),
    new Word("motdepasse", Weight.PASSWORD, "password"),
    new Word("mot_de_passe", Weight.PASSWORD, "password"),
    new Word("senha", Weight.PASSWORD, "password"),
    new Word("parola", Weight.PASSWORD, "password"),
    new Word("пароль", Weight.PASSWORD, "password"),
    new Word("lozinka", Weight.PASSWORD, "password"),
    new Word("salasana", Weight.PASSWORD, "password"),
    new Word("passord", Weight.PASSWORD, "password"),
    new Word("adgangskode", Weight.PASSWORD, "password"),
    new Word("lösenord", Weight.PASSWORD, "password"),
    new Word("losenord", Weight.PASSWORD, "password"),
    new Word("jelszó", Weight.PASSWORD, "password"),
    new Word("jelszo", Weight.PASSWORD, "password"),
    new Word("hasło", Weight.PASSWORD, "password"),
    new Word("haslo", Weight.PASSWORD, "password"),
    new Word("heslo", Weight.PASSWORD, "password"),
    new Word("şifre", Weight.PASSWORD, "password"),
    new Word("κωδικός", Weight.PASSWORD, "password"),
    new Word("סיסמה", Weight.PASSWORD, "password"),
    new Word("密码", Weight.PASSWORD, "password"),
    new Word("密碼", Weight.PASSWORD, "password"),
    new Word("パスワード", Weight.PASSWORD, "password"),
    new Word("비밀번호", Weight.PASSWORD, "password"),
    new Word("pass", Weight.PASSWORD, "password"),
    new Word("_pw", Weight.PASSWORD, "password"),
    new Word(" pw", Weight.PASSWORD, "password"),
    new Word("\npw", Weight.PASSWORD, "password"),
    new Word("bindpw", Weight.PASSWORD, "password"),
    new Word("rootpw", Weight.PASSWORD, "password"),
    new Word("userpw", Weight.PASSWORD, "password"),
    new Word("passw0rd", Weight.PASSWORD, "password"),
    new Word("pswd", Weight.PASSWORD, "password"),
    new Word("pword", Weight.PASSWORD, "password"),
    new Word("psk", Weight.PASSWORD, "pre_shared_key"),
    new Word("presharedkey", Weight.PASSWORD, "pre_shared_key"),
    new Word("pre-shared-key", Weight.PASSWORD, "pre_shared_key"),
    new Word("masterauth", Weight.PASSWORD, "password"),
    new Word("identified by", Weight.PASSWORD, "password"),
    new Word("mdp", Weight.PASSWORD, "password"),
    new Word("mot de passe", Weight.PASSWORD, "password"),
    new Word("clave", Weight.PASSWORD, "password"),
    new Word("lösenordet", Weight.PASSWORD, "password"),
    new Word("adgangskoden", Weight.PASSWORD, "password"),
    new Word("passordet", Weight.PASSWORD, "password"),
    new Word("parolă", Weight.PASSWORD, "password"),
    new Word("kata sandi", Weight.PASSWORD, "password"),
    new Word("kata_sandi", Weight.PASSWORD, "password"),
    new Word("mật khẩu", Weight.PASSWORD, "password"),
    new Word("كلمة المرور", Weight.PASSWORD, "password"),
    new Word("口令", Weight.PASSWORD, "password"),
    new Word("psswd", Weight.PASSWORD, "password"),
    new Word("pwd", Weight.PASSWORD, "password"),
    new Word("client_secret", Weight.STRONG, "client_secret"),
    new Word("client-secret", Weight.STRONG, "client_secret"),
    new Word("clientsecret", Weight.STRONG, "client_secret"),
    new Word("secretkey", Weight.STRONG, "secret"),
    new Word("secretaccesskey", Weight.STRONG, "secret"),
    new Word("authkey", Weight.STRONG, "api_key"),
    new Word("masterkey", Weight.STRONG, "encryption_key"),
    new Word("licensekey", Weight.STRONG, "license_key"),
    new Word("license_key", Weight.STRONG, "license_key"),
    new Word("secrete", Weight.STRONG, "secret"),
    new Word("secreto", Weight.STRONG, "secret"),
    new Word("segreto", Weight.STRONG, "secret"),
    new Word("segredo", Weight.STRONG, "secret"),
    new Word("geheimnis", Weight.STRONG, "secret"),
    new Word("secret", Weight.STRONG, "secret"),
    new Word("token", Weight.STRONG, "token"),
    new Word("api_key", Weight.STRONG, "api_key"),
    new Word("apikey", Weight.STRONG, "api_key"),
    new Word("api-key", Weight.STRONG, "api_key"),
    new Word("api key", Weight.STRONG, "api_key"),
    new Word("access_key", Weight.STRONG, "access_key"),
    new Word("accesskey", Weight.STRONG, "access_key"),
    new Word("access-key", Weight.STRONG, "access_key"),
    new Word("account_key", Weight.STRONG, "access_key"),
    new Word("accountkey", Weight.STRONG, "access_key"),
    new Word("private_key", Weight.STRONG, "private_key"),
    new Word("privatekey", Weight.STRONG, "private_key"),
    new Word("private-key", Weight.STRONG, "private_key"),
    new Word("encryption_key", Weight.STRONG, "encryption_key"),
    new Word("encryptionkey", Weight.STRONG, "encryption_key"),
    new Word("signing_key", Weight.STRONG, "signing_key"),
    new Word("signingkey", Weight.STRONG, "signing_key"),
    new Word("connectionstring", Weight.STRONG, "connection_string"),
    new Word("schlüssel", Weight.WEAK, "key"),
    new Word("access", Weight.WEAK, "key"),
    new Word("private", Weight.WEAK, "key"),
    new Word("signature", Weight.WEAK, "signature"),
    new Word("credential", Weight.WEAK, "credential"),
    new Word("credentials", Weight.WEAK, "credential"),
    new Word("creds", Weight.WEAK, "credential"),
    new Word("bearer", Weight.WEAK, "bearer_token"),
    new Word("hmac", Weight.WEAK, "signing_key"),
    new Word("license", Weight.WEAK, "license_key"),
    new Word("unlock_code", Weight.WEAK, "key"),
    new Word("recovery code", Weight.WEAK, "key"),
    new Word("--pat", Weight.WEAK, "token"),
    new Word("appkey", Weight.STRONG, "api_key"),
    new Word("auth", Weight.WEAK, "credential"),
    new Word("key", Weight.WEAK, "key"),
  };

  /** Last words that make the name speak of something about the secret. */
  private static final Set<String> ABOUT =
      Bytes.words(
          "type id ids name names length len count counts file files filename path dir url uri"
              + " endpoint expiry expires expiration expire ttl timeout policy field fields"
              + " required hint mode enabled disabled size limit limits manager provider class"
              + " format prefix suffix version validator algorithm alg rotation age at in label"
              + " status state usage used created updated input output reset page form error"
              + " errors message msg description desc title index idx ref arn alias location"
              + " store keeper service verified valid present set exists server host port"
              + " user username owner bits strength method scheme header scope scopes grant"
              + " generator handler factory builder util utils helper test tests store vault"
              + " source issuer audience num number max min total budget per second seconds"
              + " minute minutes hour hours day days hash_algorithm identifier fingerprint"
              + " placeholder confirmation confirm toggle icon button click change changed prompt"
              + " text visible stdin");

  /** Words before {@code key} that make it an ordinary or a public one. */
  private static final Set<String> ORDINARY =
      Bytes.words(
          "public pub primary foreign cache sort partition hash row idempotency routing object"
              + " s3 index unique composite shard group tag event message job lookup config"
              + " registry hot press shortcut dedup storage_object issue project translation"
              + " i18n label map max next start end last first per prompt completion total"
              + " input output csrf_header page pagination continuation rsa dsa"
              + " ecdsa ed25519 ssh gpg pgp host known deploy data");

  /** Words before {@code key} that make it a secret one. */
  private static final Set<String> QUALIFIERS =
      Bytes.words(
          "access secret encryption decryption signing master private license licence recovery"
              + " unseal auth authentication hmac session shared storage account unlock client"
              + " integration admin service subscription consumer stream cipher aes webhook root"
              + " backup activation product serial account api app");

  private static final Set<String> SHORT = Set.of("psk", "mdp", " pw", "\npw");

  /** Short words that other words end in. */
  private static final Set<String> ENDINGS = Bytes.words("pass pwd psk mdp clave");

  private static final Set<String> FURTHER = Bytes.words("key token secret password apikey");

  private static final Set<String> DENIALS =
      Bytes.words("fake dummy mock mocked bogus non wrong sample example");

  private Names() {}

  /** Whether the name's last word after the secret word turns it into something else. */
  static boolean isAbout(Line line, int wordEnd, int nameEnd) {
    if (wordEnd == nameEnd) {
      return false;
    }
    byte next = line.byteAt(wordEnd);
    boolean joint = next == '_' || next == '-' || next == '.' || Bytes.isDigit(next);
    boolean hump = Bytes.isUpper(next);
    if (!joint && !hump) {
      // "tokens", "passed", "secretary": other words, or many of them.
      return true;
    }
    return isAbout(lastWord(line, wordEnd, nameEnd));
  }

  /** Whether {@code access} is only the beginning of {@code access_key}, which has its own rule. */
  static boolean goesOn(Line line, Word word, int wordEnd, int nameEnd) {
    return wordEnd < nameEnd
        && word.kind().equals("key")
        && FURTHER.contains(lastWord(line, wordEnd, nameEnd));
  }

  /** Whether a last word makes a name speak of something about the secret. */
  static boolean isAbout(String lastWord) {
    return ABOUT.contains(lastWord);
  }

  /** The last word of a name, in small letters. */
  static String lastWord(Line line, int from, int nameEnd) {
    return Values.lower(line, lastWordStart(line, from, nameEnd), nameEnd);
  }

  private static int lastWordStart(Line line, int from, int to) {
    int at = to;
    while (at > from && Bytes.isAlphanumeric(line.byteAt(at - 1))) {
      at--;
      if (Bytes.isUpper(line.byteAt(at)) && Bytes.isLower(line.byteAt(at - 1))) {
        break;
      }
    }
    return at;
  }

  /** Whether a weak word stands alone or inside another word, or behind an ordinary one. */
  static boolean isOrdinary(Line line, int nameStart, int at) {
    byte before = line.byteAt(at - 1);
    if (Bytes.isLetter(before) && !(Bytes.isUpper(line.byteAt(at)) && Bytes.isLower(before))) {
      return true;
    }
    int end = at;
    while (end > nameStart && !Bytes.isAlphanumeric(line.byteAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > nameStart && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
      start--;
      if (Bytes.isUpper(line.byteAt(start)) && Bytes.isLower(line.byteAt(start - 1))) {
        break;
      }
    }
    return start == end || ORDINARY.contains(Values.lower(line, start, end));
  }

  /** Whether a name in code begins by denying what it names: {@code fakeToken}. */
  static boolean denies(Line line, int nameStart, int to) {
    int end = nameStart;
    while (end < to
        && Bytes.isLetter(line.byteAt(end))
        && !(end > nameStart
            && Bytes.isUpper(line.byteAt(end))
            && Bytes.isLower(line.byteAt(end - 1)))) {
      end++;
    }
    return end - nameStart <= 8 && DENIALS.contains(Values.lower(line, nameStart, end));
  }

  /** Whether a word is as well the end of others: {@code compass}. */
  static boolean isEnding(Word word) {
    return ENDINGS.contains(word.text());
  }

  /** Whether a word is looked for only where a name ends in it. */
  static boolean isShort(Word word) {
    return SHORT.contains(word.text());
  }

  /** {@code encryption key}, in words. */
  static boolean isQualified(Line line, int nameStart) {
    if (line.byteAt(nameStart - 1) != ' ') {
      return false;
    }
    int start = nameStart - 1;
    while (nameStart - start < 20 && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
      start--;
    }
    return QUALIFIERS.contains(Values.lower(line, start, nameStart - 1));
  }

  /** Whether the word before a bare {@code key} or {@code access} makes it an ordinary thing. */
  static boolean isOrdinaryAlone(Line line, int nameStart) {
    int end = nameStart;
    while (nameStart - end < 4 && Bytes.isBlank(line.byteAt(end - 1))) {
      end--;
    }
    int start = end;
    while (end - start < 16 && Bytes.isAlphanumeric(line.byteAt(start - 1))) {
      start--;
    }
    return ORDINARY.contains(Values.lower(line, start, end));
  }
}
