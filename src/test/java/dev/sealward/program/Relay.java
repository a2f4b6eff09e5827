package dev.sealward.program;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Passes connections on between a port and a socket in the file system, which unlike a port is seen
 * from every network.
 */
final class Relay implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 14;

  private final ServerSocketChannel listening;
  private final SocketAddress to;

  private Relay(ServerSocketChannel listening, SocketAddress to) {
    this.listening = listening;
    this.to = to;
  }

  /** In a process of its own: from a socket (its path) to a port. */
  public static void main(String[] arguments) throws IOException {
    try (Relay relay =
        listen(UnixDomainSocketAddress.of(arguments[0]), port(Integer.parseInt(arguments[1])))) {
      System.out.println("listening");
      relay.accept();
    }
  }

  static SocketAddress port(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Relay listen(SocketAddress at, SocketAddress to) throws IOException {
    ServerSocketChannel listening =
        at instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    return new Relay(listening.bind(at), to);
  }

  /** Passes on in the background until it is closed. */
  static Relay start(SocketAddress at, SocketAddress to) throws IOException {
    Relay relay = listen(at, to);
    background(relay::accept);
    return relay;
  }

  private interface Passing {
    void run() throws IOException;
  }

  private static void background(Passing passing) {
    Thread thread =
        new Thread(
            () -> {
              try {
                passing.run();
              } catch (IOException ended) {
                // One side hung up, or the relay was closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      SocketChannel from = listening.accept();
      try {
        SocketChannel there = SocketChannel.open(to);
        background(() -> pass(from, there));
        background(() -> pass(there, from));
      } catch (IOException notThere) {
        from.close();
      }
    }
  }

  private static void pass(SocketChannel from, SocketChannel to) throws IOException {
    try (from;
        to) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
