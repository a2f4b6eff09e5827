package dev.sealward.inserver;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/** How many MACs and digests a piece of work computes on its thread. */
final class HashWork extends Provider {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Thread watched = Thread.currentThread();
  private final transient AtomicInteger count = new AtomicInteger();

  private HashWork() {
    super("HashWork", "1", "counts");
    putService(new Counting(this, "Mac", "HmacSHA256"));
    putService(new Counting(this, "MessageDigest", "SHA-256"));
  }

  static int of(Runnable work) {
    HashWork counting = new HashWork();
    Security.insertProviderAt(counting, 1);
    try {
      work.run();
    } finally {
      Security.removeProvider(counting.getName());
    }
    return counting.count.get();
  }

  private void done() {
    if (Thread.currentThread() == watched) {
      count.incrementAndGet();
    }
  }

  private static final class Counting extends Service {
    private final HashWork work;

    Counting(HashWork work, String type, String algorithm) {
      super(work, type, algorithm, HashWork.class.getName(), List.of(), Map.of());
      this.work = work;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      try {
        return getType().equals("Mac")
            ? new CountedMac(work, Mac.getInstance(getAlgorithm(), "SunJCE"))
            : new CountedDigest(work, MessageDigest.getInstance(getAlgorithm(), "SUN"));
      } catch (GeneralSecurityException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }
  }

  private static final class CountedMac extends MacSpi {
    private final HashWork work;
    private final Mac mac;

    CountedMac(HashWork work, Mac mac) {
      this.work = work;
      this.mac = mac;
    }

    @Override
    protected int engineGetMacLength() {
      return mac.getMacLength();
    }

    @Override
    protected void engineInit(Key key, AlgorithmParameterSpec parameters)
        throws InvalidKeyException, InvalidAlgorithmParameterException {
      mac.init(key, parameters);
    }

    @Override
    protected void engineUpdate(byte input) {
      mac.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      mac.update(input, offset, length);
    }

    @Override
    protected byte[] engineDoFinal() {
      work.done();
      return mac.doFinal();
    }

    @Override
    protected void engineReset() {
      mac.reset();
    }
  }

  private static final class CountedDigest extends MessageDigestSpi {
    private final HashWork work;
    private final MessageDigest digest;

    CountedDigest(HashWork work, MessageDigest digest) {
      this.work = work;
      this.digest = digest;
    }

    @Override
    protected void engineUpdate(byte input) {
      digest.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      digest.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      work.done();
      return digest.digest();
    }

    @Override
    protected void engineReset() {
      digest.reset();
    }
  }
}
