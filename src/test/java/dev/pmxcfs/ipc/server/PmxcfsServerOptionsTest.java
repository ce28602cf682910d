package dev.pmxcfs.ipc.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import dev.pmxcfs.cluster.ClusterOptions;
import dev.pmxcfs.ipc.mount.MountOptions;
import dev.pmxcfs.rrd.RrdOptions;
import dev.pmxcfs.state.StateOptions;
import dev.qbipc.server.QbServerOptions;
import dev.qbipc.server.SizeMismatch;
import dev.qbipc.testing.OptionsRules;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.Test;

public class PmxcfsServerOptionsTest {

  @Test
  public void defaultsAreThoseOfPmxcfs() {
    var options = new PmxcfsServerOptions();
    assertEquals("pve2", options.getIpc().getService());
    assertEquals(SizeMismatch.REPLY_EINVAL, options.getIpc().getSizeMismatch());
    assertEquals("/var/lib/pve-cluster/config.db", options.getState().getDatabase());
    assertEquals("www-data", options.getGroup());
    assertNull(options.getMetrics());
  }

  @Test
  public void eachOptionSurvivesACopyAndJsonAndIsChecked() {
    new OptionsRules<>(
            PmxcfsServerOptions::new,
            PmxcfsServerOptions::new,
            json -> new PmxcfsServerOptions(new JsonObject(json)),
            options -> options.toJson().getMap())
        .withoutDefault("modules", "metrics")
        .property("ipc", threeReaders(), new QbServerOptions())
        .property("state", new StateOptions().setNodeName("b"))
        .property("rrd", new RrdOptions().setQueueLimit(7))
        .property("mount", new MountOptions().setDirectory("/m"))
        .property("cluster", new ClusterOptions().setLocal(true))
        .property("group", "readers")
        .property("modules", "/modules", "")
        .property("watchModules", true)
        .property("metrics", "127.0.0.1:9100", "", "here", "127.0.0.1:65536")
        .property("metricsNames", List.of("node1", "node1.example"))
        .check();
  }

  private static QbServerOptions threeReaders() {
    QbServerOptions ipc = new PmxcfsServerOptions().getIpc();
    ipc.getReaderOptions().setReaders(3);
    return ipc;
  }

  @Test
  public void whatJsonDoesNotSayOfTheServiceIsAsPmxcfsHasIt() {
    var given =
        new JsonObject()
            .put("service", "other")
            .put("readerOptions", new JsonObject().put("readers", 3));
    QbServerOptions ipc = new PmxcfsServerOptions(new JsonObject().put("ipc", given)).getIpc();
    assertEquals("other", ipc.getService());
    assertEquals(SizeMismatch.REPLY_EINVAL, ipc.getSizeMismatch());
    assertEquals(3, ipc.getReaderOptions().getReaders());
    assertEquals(PmxcfsServerOptions.DEFAULT_READER_NICE, ipc.getReaderOptions().getNice());
  }

  @Test
  public void objectsInJsonMayBeMapsOrObjects() {
    var rrd = new JsonObject().put("directory", "/rrd");
    var options = new PmxcfsServerOptions(new JsonObject().put("rrd", rrd));
    assertEquals("/rrd", options.getRrd().getDirectory());
    var text = new JsonObject("{\"rrd\":{\"directory\":\"/rrd\"}}");
    assertEquals(options, new PmxcfsServerOptions(text));
  }

  @Test
  public void aNameThatLeavesNoRoomForTheAdminServicesIsRefused() {
    var options = new PmxcfsServerOptions();
    QbServerOptions ipc = options.getIpc().setService("a".repeat(101));
    assertThrows(IllegalArgumentException.class, () -> options.setIpc(ipc));
  }

  @Test
  public void aCopyKeepsItsOptionsToItself() {
    var options = new PmxcfsServerOptions();
    var copy = new PmxcfsServerOptions(options);
    copy.getIpc().getReaderOptions().setReaders(7);
    copy.getState().setNodeName("b");
    assertNotSame(options.getIpc(), copy.getIpc());
    assertEquals(new PmxcfsServerOptions(), options);
  }
}
