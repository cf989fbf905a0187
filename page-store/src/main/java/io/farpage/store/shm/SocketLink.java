package io.farpage.store.shm;

import io.farpage.store.control.ControlLink;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Client side: a host's socket. It never blocks; it must not either, because a thread that is interrupted in a blocking channel
 * closes it. No more is asked at a time than the kernel's buffer holds.
 */
final class SocketLink implements ControlLink {
    private final UnixDomainSocketAddress address;
    private volatile @Nullable SocketChannel socket;
    private volatile @Nullable Selector selector;
    private boolean closed;

    SocketLink(UnixDomainSocketAddress address) {
        this.address = address;
    }

    @Override
    public void connect() throws IOException {
        SocketChannel connecting = open();
        connecting.connect(address);
        connecting.configureBlocking(false);
        connecting.register(selector(), SelectionKey.OP_READ);
    }

    private synchronized SocketChannel open() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket = opened;
        selector = Selector.open();
        return opened;
    }

    @Override
    public void awaitReadable() throws IOException {
        try {
            selector().select();
            selector().selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw (IOException) new ClosedChannelException().initCause(e);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return socket().read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return socket().write(from);
    }

    @Override
    public boolean isOpen() {
        SocketChannel opened = socket;
        return opened != null && opened.isOpen();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (socket != null) {
                socket.close();
            }
            if (selector != null) {
                selector.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("socket to " + address + " cannot be closed", e);
        }
    }

    private SocketChannel socket() throws ClosedChannelException {
        SocketChannel opened = socket;
        if (opened == null) {
            throw new ClosedChannelException();
        }
        return opened;
    }

    private Selector selector() throws ClosedChannelException {
        Selector opened = selector;
        if (opened == null) {
            throw new ClosedChannelException();
        }
        return opened;
    }
}
