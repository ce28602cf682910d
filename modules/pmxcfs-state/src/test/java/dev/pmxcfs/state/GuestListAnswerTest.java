package dev.pmxcfs.state;

import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;

import dev.pmxcfs.api.ByteString;
import dev.pmxcfs.state.change.ImportedEntry;
import dev.pmxcfs.state.change.ImportedEntry.ImportedDirectory;
import dev.pmxcfs.state.change.ImportedEntry.ImportedFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The answer to GET_GUEST_LIST lies ready: it is made when a guest changes, not when one asks. */
public class GuestListAnswerTest {

  private static final int GUESTS = 10_000;
  private static final int FIRST_VMID = 100;

  @Rule public OpenedState opened = new OpenedState();

  @Before
  public void importGuests() throws Exception {
    List<ImportedEntry> entries = new ArrayList<>();
    for (String directory : List.of("nodes", "nodes/a", "nodes/a/lxc")) {
      entries.add(new ImportedDirectory(OpenedState.bytes(directory)));
    }
    for (int vmid = FIRST_VMID; vmid < FIRST_VMID + GUESTS; vmid++) {
      entries.add(new ImportedFile(guest(vmid), OpenedState.bytes("hostname: ct" + vmid)));
    }
    opened.writer().importAll(entries);
  }

  @Test
  public void tenThousandGuests_theListIsKeptWhileNoGuestChanges() throws Exception {
    byte[] list = opened.state().guestList();
    assertSame(list, opened.state().guestList());
    opened.put("storage.cfg", "dir: local");
    opened.put("nodes/a/lxc/not-a-guest.conf", "x");
    opened.state().publish(ByteString.of("tasklist"), new byte[] {1});
    opened.setMtime("nodes/a/lxc/100.conf", OpenedState.START + 1);
    assertSame(list, opened.state().guestList());
  }

  @Test
  public void tenThousandGuests_aChangedGuestMakesTheListAnewOnce() throws Exception {
    byte[] before = opened.state().guestList();
    opened.writer().put(guest(FIRST_VMID), OpenedState.bytes("hostname: other"));
    byte[] after = opened.state().guestList();
    assertNotSame(before, after);
    assertSame(after, opened.state().guestList());
  }

  private static byte[] guest(int vmid) {
    return OpenedState.bytes("nodes/a/lxc/" + vmid + ".conf");
  }
}
