package dev.qbipc.linux.device;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import dev.qbipc.linux.Errno;
import dev.qbipc.linux.SystemCallException;
import dev.qbipc.linux.libc.FailingLibc;
import org.junit.Rule;
import org.junit.Test;

/** Devices that hand over whole messages; those of the kernel have tests of their own. */
public class MessageDeviceTest {

  @Rule public final FailingLibc failing = new FailingLibc();

  @Test
  public void whatIsReadIsInTheBuffer() throws SystemCallException {
    var buffer = new NativeBuffer(16);
    buffer.bytes().putLong(0, -1).putLong(8, -1);
    try (var device = MessageDevice.open("/dev/zero")) {
      assertEquals(16, device.read(buffer));
    }
    assertEquals(0, buffer.bytes().getLong(0) | buffer.bytes().getLong(8));
  }

  @Test
  public void whatIsWrittenIsAtMostWhatTheBufferHas() throws SystemCallException {
    var buffer = new NativeBuffer(16);
    try (var device = MessageDevice.open("/dev/null")) {
      assertEquals(16, device.write(buffer, 16));
      assertEquals(0, device.read(buffer));
      assertThrows(IndexOutOfBoundsException.class, () -> device.write(buffer, 17));
      assertThrows(IndexOutOfBoundsException.class, () -> device.write(buffer, -1));
    }
  }

  @Test
  public void failuresAreNegatedErrorNumbers() throws SystemCallException {
    var buffer = new NativeBuffer(16);
    try (var device = MessageDevice.open("/dev/zero")) {
      failing.failAlways("read", Errno.ENODEV);
      assertEquals(-Errno.ENODEV, device.read(buffer));
      failing.failAlways("write", Errno.ENOENT);
      assertEquals(-Errno.ENOENT, device.write(buffer, 1));
    }
    var missing =
        assertThrows(SystemCallException.class, () -> MessageDevice.open("/dev/no-such-device"));
    assertEquals(Errno.ENOENT, missing.errno());
  }
}
