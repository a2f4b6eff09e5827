package dev.sealward.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Passwords and tokens on command lines whose option or place says nothing to who does not know the
 * command: one table of commands and where each takes its secret.
 */
final class Commands {
  /** Where a command takes its secret. */
  private enum Form {
    /** Behind the option and a blank. */
    APART,
    /** Right behind the option. */
    ATTACHED,
    /** Behind the option, as the second half of a pair with the user's name. */
    PAIR,
    /** Among the arguments: what looks like a password. */
    PASSWORD,
    /** Among the arguments: what looks issued. */
    TOKEN,
    /** What {@code echo} pipes into it. */
    PIPED
  }

  /** An option, and the commands that take a secret there, with commas between. */
  private record Row(Form form, String option, String commands) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              Form.APART,
              "-p",
              "sshpass,mongo,cqlsh,cypher-shell,couchbase-cli,rabbitmqadmin,rdesktop,ncftpput,psexec,docker"
                  + " login,podman login,oc login,az login,registry"
                  + " login,racadm,esxcli,hydra,crackmapexec,netexec,evil-winrm,poetry"
                  + " publish,twine upload,jira-cli,useradd,usermod,influx -"),
          new Row(
              Form.APART,
              "-P",
              "sqlcmd,osql,isql,bcp ,ipmitool,mosquitto_pub,mosquitto_sub,zip -,unzip"
                  + " -,ssh-keygen"),
          new Row(Form.APART, "-N", "ssh-keygen"),
          new Row(
              Form.APART,
              "-w",
              "ldapsearch,ldapmodify,ldapadd,ldapdelete,ldappasswd,ldapwhoami,ldapcompare"),
          new Row(Form.APART, "-a", "redis-cli"),
          new Row(Form.APART, "-A", "snmpget,snmpwalk,snmpset,snmpbulkwalk"),
          new Row(Form.APART, "-k", "nssl enc,nuget push"),
          new Row(Form.APART, "-K", "nssl enc"),
          new Row(Form.APART, "-hmac", "nssl dgst"),
          new Row(Form.APART, "-pw", "plink,pscp,psftp,putty"),
          new Row(Form.APART, "-xp", "sendemail"),
          new Row(Form.APART, "-ap", "swaks"),
          new Row(Form.APART, "-t", "doctl auth,codecov,vercel,drone "),
          new Row(Form.APART, "-r", "gitlab-runner"),
          new Row(Form.APART, "--key", "gem push"),
          new Row(Form.APART, "--auth", "netlify"),
          new Row(Form.APART, "/rp", "schtasks"),
          new Row(Form.ATTACHED, "-p", "mysql,mariadb,sshpass,7z x,7z a,7za ,unrar"),
          new Row(Form.ATTACHED, "-hp", "rar a"),
          new Row(Form.ATTACHED, "/p:", "xfreerdp"),
          new Row(Form.ATTACHED, "-p:", "winrs"),
          new Row(Form.PAIR, "-U", "smbclient,curl "),
          new Row(Form.PAIR, "-u", "lftp,curl "),
          new Row(Form.PAIR, "--proxy-user", "curl "),
          new Row(Form.PAIR, "-s", "sqlplus"),
          new Row(Form.PAIR, "target", "rman"),
          new Row(Form.PAIR, "", "sqlplus,expdp,impdp,sqlldr userid="),
          new Row(
              Form.PASSWORD,
              "",
              "snmp-server,net user,net use,runas,rabbitmqctl add_user,rabbitmqctl"
                  + " change_password,kinit,mosquitto_passwd,htpasswd,samba-tool"
                  + " user,wpa_passphrase,cf auth,luksopen,redis-cli auth,smbclient //,rclone"
                  + " config,mysqladmin"),
          new Row(
              Form.TOKEN,
              "",
              "auth plain,auth login,vault login,unseal,cargo login,snyk auth,npm token,auth"
                  + " token,auth:token,pypi-token.,nuget push,user-secrets set,mc alias set,mc"
                  + " config host,e-refresh-token,cloudflared service install,authtoken,secret"
                  + " put"),
          new Row(Form.PIPED, "", "passwd --stdin,chpasswd,sudo -s,--password-stdin,--with-token"));

  private static final ByteClass VALUE = ByteClass.allBut("\"'`<>;|&\\");
  private static final byte[] ECHO = Bytes.ascii("echo ");
  private static final byte[] HERE = Bytes.ascii("<<< ");
  private static final int REACH = 200;
  private static final int ARGUMENTS = 6;

  private Commands() {}

  static List<Anchors.Anchor> anchors() {
    List<Anchors.Anchor> anchors = new ArrayList<>();
    for (Row row : ROWS) {
      byte[] option = Bytes.ascii(row.option());
      for (String command : row.commands().split(",")) {
        byte[] text = Bytes.ascii(command);
        anchors.add(
            new Anchors.Anchor(
                text, true, (line, at) -> look(line, at, at + text.length, row.form(), option)));
      }
    }
    anchors.add(new Anchors.Anchor(HERE, true, (line, at) -> here(line, at + HERE.length)));
    return anchors;
  }

  private static void look(Line line, int at, int from, Form form, byte[] option) {
    if (option.length == 0 && Bytes.isAlphanumeric(line.byteAt(at - 1))) {
      return;
    }
    if (form == Form.PIPED) {
      piped(line, at);
    } else if (form == Form.PASSWORD || form == Form.TOKEN) {
      arguments(line, from, form);
    } else if (option.length == 0) {
      pair(line, line.skipBlanks(from, 4));
    } else {
      options(line, from, form, option);
    }
  }

  private static void options(Line line, int from, Form form, byte[] option) {
    for (int i = from - 1; i - from < REACH && !line.endsAt(i); i++) {
      byte b = line.byteAt(i);
      if ((Bytes.isBlank(line.byteAt(i - 1)) || i == from - 1) && line.startsWith(i, option)) {
        if (form == Form.PAIR) {
          pair(line, line.skipBlanks(i + option.length, 4));
        } else {
          value(line, i + option.length, form == Form.ATTACHED);
        }
        if (line.isMarked()) {
          return;
        }
      }
      if (b == '|' || b == ';' || b == '&') {
        return; // the next command
      }
    }
  }

  private static void value(Line line, int at, boolean attached) {
    byte equals = line.byteAt(at);
    int from = line.skipBlanks(equals == '=' ? at + 1 : at, 4);
    // A blank between says that the command asks, or that the option is another.
    if (attached != (from == at)) {
      return;
    }
    byte quote = line.byteAt(from);
    from = Bytes.isQuote(quote) ? from + 1 : from;
    int stop = line.runEnd(VALUE, from, 256);
    boolean closed = !Bytes.isQuote(quote) || line.byteAt(stop) == quote;
    if (closed
        && stop - from >= 4
        && line.byteAt(from) != '-'
        && !Placeholders.isPlaceholder(line, from, stop)
        && !Values.isNumber(line, from, stop)
        && !Values.isPath(line, from, stop)) {
      line.mark(from, stop, Span.HEURISTIC, "password", false);
    }
  }

  /** {@code user:password}, {@code user/password@database}, {@code user%password}. */
  static void pair(Line line, int at) {
    int from = Bytes.isQuote(line.byteAt(at)) ? at + 1 : at;
    int stop = line.runEnd(VALUE, from, 256);
    int user = ByteClass.DOTTED.runEnd(line.bytes(), from, stop);
    byte joint = line.byteAt(user);
    if (user == from || user == stop || ":/,%".indexOf(joint) < 0) {
      return;
    }
    int end = stop;
    int sign = Bytes.lastIndexOf(line.bytes(), user + 1, stop, (byte) '@');
    if (joint == '/' && sign > user) {
      end = sign;
    }
    if (MadeUp.is(line, user + 1, end, MadeUp.Degree.SAID)) {
      line.mark(user + 1, end, Span.HEURISTIC, "password", false);
    }
  }

  private static void arguments(Line line, int from, Form form) {
    int at = line.runEnd(ByteClass.allBut(""), from, 64);
    for (int i = 0; i < ARGUMENTS && Bytes.isBlank(line.byteAt(at)); i++) {
      int next = line.skipBlanks(at, 4);
      byte quote = line.byteAt(next);
      int start = Bytes.isQuote(quote) ? next + 1 : next;
      int stop = line.runEnd(VALUE, start, 256);
      byte first = line.byteAt(start);
      boolean option = first == '-' || first == '/' || first == '\\';
      MadeUp.Degree degree = form == Form.TOKEN ? MadeUp.Degree.KEY : MadeUp.Degree.SAID;
      if (!option && MadeUp.is(line, start, stop, degree)) {
        line.mark(start, stop, Span.HEURISTIC, form == Form.TOKEN ? "token" : "password", false);
        return;
      }
      at = line.runEnd(ByteClass.allBut(""), next, 256);
    }
  }

  /** {@code echo … | command}. */
  private static void piped(Line line, int at) {
    int bar = at;
    while (at - bar < 96 && line.byteAt(bar) != '|' && !Assignment.isBreak(line.byteAt(bar))) {
      bar--;
    }
    if (line.byteAt(bar) != '|') {
      return;
    }
    for (int i = bar; bar - i < 128 && !Assignment.isBreak(line.byteAt(i)); i--) {
      if (line.startsWith(i, ECHO)) {
        said(line, i + ECHO.length, bar);
        return;
      }
    }
  }

  private static void said(Line line, int at, int bar) {
    int from = Bytes.isQuote(line.byteAt(at)) ? at + 1 : at;
    int stop = Math.min(bar, line.runEnd(VALUE, from, 128));
    int colon = Bytes.indexOf(line.bytes(), from, stop, (byte) ':');
    int start = colon > from && Values.isWords(line, from, colon) ? colon + 1 : from;
    if (MadeUp.is(line, start, stop, MadeUp.Degree.SAID)) {
      line.mark(start, stop, Span.HEURISTIC, "password", false);
    }
  }

  /** {@code command <<< …}. */
  private static void here(Line line, int at) {
    int from = Bytes.isQuote(line.byteAt(at)) ? at + 1 : at;
    int stop = line.runEnd(VALUE, from, 256);
    if (MadeUp.is(line, from, stop, MadeUp.Degree.NEAR)
        || MadeUp.is(line, from, stop, MadeUp.Degree.KEY)) {
      line.mark(from, stop, Span.HEURISTIC, "password", false);
    }
  }
}
