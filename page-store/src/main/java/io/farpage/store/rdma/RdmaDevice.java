package io.farpage.store.rdma;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The RDMA devices of this machine. */
public final class RdmaDevice {
    private static final Path DEVICES = Path.of("/sys/class/infiniband");

    private RdmaDevice() {}

    /**
     * The IPv4 address of the first RDMA device that has one.
     *
     * @throws IOException when there is none, or this build cannot use it, saying what is missing
     */
    public static String firstAddress() throws IOException {
        Verbs.events().destroyEventChannel();
        Set<String> interfaces = interfaces();
        for (String each : interfaces) {
            NetworkInterface found = NetworkInterface.getByName(each);
            Optional<String> address = found == null
                    ? Optional.empty()
                    : found.inetAddresses()
                            .filter(Inet4Address.class::isInstance)
                            .map(InetAddress::getHostAddress)
                            .findFirst();
            if (address.isPresent()) {
                return address.get();
            }
        }
        throw new IOException(
                interfaces.isEmpty()
                        ? "there is no RDMA device on this machine (" + DEVICES + " has none)"
                        : "no RDMA device of this machine has an IPv4 address; its network interfaces are "
                                + interfaces);
    }

    /** The network interfaces of all devices. */
    private static Set<String> interfaces() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(DEVICES)) {
            for (Path device : devices) {
                try (DirectoryStream<Path> ports = Files.newDirectoryStream(device.resolve("ports"))) {
                    for (Path port : ports) {
                        addInterfaces(port.resolve("gid_attrs/ndevs"), names);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return names;
        }
        return names;
    }

    private static void addInterfaces(Path gids, Set<String> names) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(gids)) {
            for (Path entry : entries) {
                try {
                    names.add(Files.readString(entry).strip());
                } catch (IOException e) {
                    // An entry that is not in use cannot be read.
                }
            }
        }
    }
}
