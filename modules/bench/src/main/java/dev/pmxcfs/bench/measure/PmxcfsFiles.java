package dev.pmxcfs.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The configuration that the operations are measured with: 1,000 guests, 200 tokens, files. */
public final class PmxcfsFiles {

  static final int GUESTS = 1000;
  static final int TOKENS = 200;

  /** The size of a small file. */
  public static final int KIB_4 = 4 * 1024;

  /** The size of a large file. */
  public static final int KIB_512 = 512 * 1024;

  /** A token in the middle of the file. */
  static final String TOKEN = token(TOKENS / 2);

  private static final int FIRST_VMID = 100;

  private PmxcfsFiles() {}

  /** The path of the file with a given size in bytes. */
  static String path(int size) {
    return "bench/" + size;
  }

  /** Writes the files, to be imported into a database. */
  public static void write(Path directory) throws IOException {
    Path guests = Files.createDirectories(directory.resolve("nodes/bench/qemu-server"));
    for (int vmid = FIRST_VMID; vmid < FIRST_VMID + GUESTS; vmid++) {
      Files.writeString(guests.resolve(vmid + ".conf"), guest(vmid));
    }
    Path tokens = Files.createDirectories(directory.resolve("priv")).resolve("token.cfg");
    Files.writeString(
        tokens,
        IntStream.range(0, TOKENS)
            .mapToObj(number -> token(number) + "\n")
            .collect(Collectors.joining()));
    Files.createDirectories(directory.resolve("bench"));
    for (int size :
        List.of(KIB_4, KIB_512, Replies.Size.KIB_64.bytes(), Replies.Size.MIB_1.bytes())) {
      Files.writeString(directory.resolve(path(size)), "a".repeat(size));
    }
  }

  private static String token(int number) {
    return "user%03d@pam!bench 3b5bc1de-0c8c-4a8f-9f6e-%012d".formatted(number, number);
  }

  private static String guest(int vmid) {
    return """
        boot: order=scsi0;ide2;net0
        cores: 4
        cpu: host
        ide2: none,media=cdrom
        lock: backup
        memory: 4096
        meta: creation-qemu=9.0.2,ctime=1722000000
        name: guest-%d
        net0: virtio=BC:24:11:00:%02X:%02X,bridge=vmbr0,firewall=1
        numa: 0
        onboot: 1
        ostype: l26
        scsi0: local-lvm:vm-%d-disk-0,iothread=1,size=32G
        scsihw: virtio-scsi-single
        smbios1: uuid=6f1c9d53-9e4e-4a4b-8c1e-%012d
        sockets: 1
        tags: bench;production
        """
        .formatted(vmid, vmid >> 8, vmid & 0xff, vmid, vmid);
  }
}
