package dev.pmxcfs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchRule;
import dev.qbipc.client.QbClient;
import dev.qbipc.client.impl.ClientConnector;
import dev.qbipc.corosync.Corosync;
import dev.qbipc.server.QbServer;
import dev.qbipc.server.impl.QbServerImpl;
import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;

/** Which rooms of the system may know which: arrows point one way. */
public class ArchitectureTest {

  private static final String PROGRAM = "dev.pmxcfs.ipc..";
  private static final String COMMAND_LINE = "dev.pmxcfs.ipc.cli..";
  private static final String OPERATIONS = "dev.pmxcfs.operations..";
  private static final String API = "dev.pmxcfs.api..";
  private static final String STATE = "dev.pmxcfs.state..";
  private static final String RRD = "dev.pmxcfs.rrd..";
  private static final String MOUNT = "dev.pmxcfs.mount..";
  private static final String CLUSTER = "dev.pmxcfs.cluster..";
  private static final String CLUSTER_GROUP = "dev.pmxcfs.cluster.group..";
  private static final String CLUSTER_WIRE = "dev.pmxcfs.cluster.wire..";

  private static final String QB_IPC = "dev.qbipc..";
  private static final String[] QB_IPC_PUBLIC = {
    "dev.qbipc",
    "dev.qbipc.linux",
    "dev.qbipc.server",
    "dev.qbipc.server.metrics",
    "dev.qbipc.client"
  };
  private static final String ERRORS = "dev.qbipc";
  private static final String LINUX = "dev.qbipc.linux..";
  private static final String OPTIONS = "dev.qbipc.options";
  private static final String LIBC = "dev.qbipc.linux.libc..";
  private static final String EVENT_LOOP = "dev.qbipc.linux.event..";
  private static final String WIRE = "dev.qbipc.wire..";
  private static final String RING = "dev.qbipc.ring..";
  private static final String SERVER_END = "dev.qbipc.server.impl..";
  private static final String CLIENT_END = "dev.qbipc.client.impl..";
  private static final String COROSYNC = "dev.qbipc.corosync..";
  private static final String[] COROSYNC_PUBLIC = {
    "dev.qbipc.corosync",
    "dev.qbipc.corosync.cfg",
    "dev.qbipc.corosync.cmap",
    "dev.qbipc.corosync.cpg",
    "dev.qbipc.corosync.quorum",
    "dev.qbipc.corosync.votequorum"
  };
  private static final String FUSE = "dev.qbipc.fuse..";
  private static final String[] FUSE_PUBLIC = {"dev.qbipc.fuse", "dev.qbipc.fuse.session"};
  private static final String[] KNOWN_TO_COROSYNC = {
    COROSYNC, "dev.qbipc", "dev.qbipc.client", "dev.qbipc.options", LINUX
  };

  private static final String[] KNOWN_TO_THE_MOUNT = {
    MOUNT, STATE, API, LINUX, "dev.qbipc.fuse", "dev.qbipc.fuse.session"
  };

  private static final int MAX_CLASSES = 30;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // The reactor has other modules' tests in jars by the time these are packaged.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .withImportOption(location -> !location.contains("/dev/qbipc/testing/"))
          .importLocations(locations());

  /** The class path, and the operations, which are on none. */
  private static Set<Location> locations() {
    Set<Location> locations = new HashSet<>(Locations.ofPackage("dev.pmxcfs"));
    locations.addAll(Locations.ofPackage("dev.qbipc"));
    for (File jar : new File(System.getProperty("pmxcfs.modules")).listFiles()) {
      locations.add(Location.of(jar.toURI()));
    }
    return locations;
  }

  /** Or else no rule about them says anything. */
  @Test
  public void theOperationsAreLookedAt() {
    for (String module : new String[] {"cluster", "config", "log", "status"}) {
      assertTrue(module, CLASSES.containPackage("dev.pmxcfs.operations." + module));
    }
  }

  @Test
  public void theProgramKnowsNoOperationBeforeItRuns() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROGRAM)
            .should()
            .dependOnClassesThat(resideInAPackage(OPERATIONS)));
  }

  @Test
  public void nobodyKnowsTheProgram() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(PROGRAM)
            .should()
            .dependOnClassesThat(resideInAPackage(PROGRAM)));
  }

  @Test
  public void operationsKnowTheirApiAndWhatQbIpcShows() {
    check(
        noClasses()
            .that()
            .resideInAPackage(OPERATIONS)
            .should()
            .dependOnClassesThat(
                ours()
                    .and(
                        resideInAnyPackage(OPERATIONS, API)
                            .or(resideInAnyPackage(QB_IPC_PUBLIC))
                            .negate())));
  }

  /** Modules that were built for it must not break when anything else changes. */
  @Test
  public void theApiOfModulesKnowsTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(API, "java..")));
  }

  @Test
  public void modulesOfOperationsDoNotKnowEachOther() {
    slices().matching("dev.pmxcfs.operations.(*)..").should().notDependOnEachOther().check(CLASSES);
  }

  @Test
  public void theProgramUsesOnlyWhatTheLibrariesShow() {
    check(
        noClasses()
            .that()
            .resideInAPackage(PROGRAM)
            .should()
            .dependOnClassesThat(
                qbIpc()
                    .and(resideInAnyPackage(QB_IPC_PUBLIC).negate())
                    .and(resideInAnyPackage(COROSYNC_PUBLIC).negate())
                    .and(resideInAnyPackage(FUSE_PUBLIC).negate())));
  }

  @Test
  public void theStateKnowsNeitherIpcNorVertx() {
    check(
        noClasses()
            .that()
            .resideInAPackage(STATE)
            .should()
            .dependOnClassesThat(
                qbIpc()
                    .or(resideInAnyPackage(EVENT_LOOP, "io.vertx..", "io.netty..", OPERATIONS))));
  }

  @Test
  public void systemCallsKnowNothingThatIsBuiltOnThem() {
    check(
        noClasses()
            .that()
            .resideInAPackage(LINUX)
            .should()
            .dependOnClassesThat(ours().and(not(resideInAPackage(LINUX)))));
  }

  @Test
  public void ofSystemCallsTheEventLoopsAloneKnowVertx() {
    check(
        noClasses()
            .that()
            .resideInAPackage(LINUX)
            .and()
            .resideOutsideOfPackage(EVENT_LOOP)
            .should()
            .dependOnClassesThat(resideInAnyPackage(EVENT_LOOP, "io.vertx..", "io.netty..")));
  }

  @Test
  public void theRoomsOfSystemCallsAreOnNoCycle() {
    slices().matching("dev.qbipc.linux.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Operations come and go, and other nodes measure too: the writer is the node's own. */
  @Test
  public void theWriterOfMeasurementsIsKnownToTheProgramAlone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(RRD, PROGRAM)
            .should()
            .dependOnClassesThat(resideInAPackage(RRD)));
    check(
        noClasses()
            .that()
            .resideInAPackage(RRD)
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.qbipc.server..", "dev.qbipc.client..")));
  }

  /** Whichever way changes go, and whoever else asks. */
  @Test
  public void theMountKnowsTheStateAndFuseAlone() {
    assertTrue(CLASSES.containPackage("dev.pmxcfs.mount"));
    check(
        noClasses()
            .that()
            .resideInAPackage(MOUNT)
            .should()
            .dependOnClassesThat(
                ours()
                    .and(resideInAnyPackage(KNOWN_TO_THE_MOUNT).negate())
                    .or(resideInAnyPackage(EVENT_LOOP, "io.vertx..", "io.netty.."))));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(MOUNT, PROGRAM)
            .should()
            .dependOnClassesThat(resideInAPackage(MOUNT)));
  }

  /** Over the state and corosync; and who is served need not know that there are others. */
  @Test
  public void theClusterKnowsTheStateAndCorosyncAlone() {
    assertTrue(CLASSES.containPackage("dev.pmxcfs.cluster.group"));
    check(
        noClasses()
            .that()
            .resideInAPackage(CLUSTER)
            .should()
            .dependOnClassesThat(
                ours()
                    .and(resideInAnyPackage(CLUSTER, STATE, API, LINUX, OPTIONS).negate())
                    .and(resideInAnyPackage(COROSYNC_PUBLIC).negate())));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(CLUSTER, PROGRAM)
            .should()
            .dependOnClassesThat(resideInAPackage(CLUSTER)));
  }

  /** So that a test plays any number of them on one thread, with time and corosync of its own. */
  @Test
  public void theStateMachineOfAGroupKnowsNeitherCorosyncNorThreads() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CLUSTER_GROUP, CLUSTER_WIRE)
            .and()
            .haveNameNotMatching(".*\\.GroupThread(\\$.*)?")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        COROSYNC,
                        EVENT_LOOP,
                        "io.vertx..",
                        "io.netty..",
                        "java.util.concurrent.locks..")
                    .or(equivalentTo(Thread.class))));
  }

  @Test
  public void packagesOfTheStateDoNotKnowEachOtherInACircle() {
    slices().matching("dev.pmxcfs.state.(*)..").should().beFreeOfCycles().check(CLASSES);
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.pmxcfs.state.*..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.pmxcfs.state")));
  }

  @Test
  public void qbIpcKnowsNothingOfPmxcfs() {
    check(
        noClasses()
            .that()
            .resideInAPackage(QB_IPC)
            .should()
            .dependOnClassesThat(resideInAPackage("dev.pmxcfs..")));
  }

  @Test
  public void corosyncsClientKnowsOfQbIpcThePublicClientAlone() {
    assertTrue(CLASSES.containPackage("dev.qbipc.corosync.cpg"));
    check(knowsOfQbIpcOnly(COROSYNC, KNOWN_TO_COROSYNC));
    check(
        noClasses()
            .that()
            .resideInAPackage(QB_IPC)
            .and()
            .resideOutsideOfPackage(COROSYNC)
            .should()
            .dependOnClassesThat(resideInAPackage(COROSYNC)));
  }

  @Test
  public void fuseKnowsSystemCallsAlone() {
    assertTrue(CLASSES.containPackage("dev.qbipc.fuse.session"));
    check(
        noClasses()
            .that()
            .resideInAPackage(FUSE)
            .should()
            .dependOnClassesThat(
                ours()
                    .and(resideInAnyPackage(FUSE, LINUX).negate())
                    .or(resideInAnyPackage(LIBC, EVENT_LOOP, "io.vertx..", "io.netty.."))));
    check(
        noClasses()
            .that()
            .resideInAPackage(QB_IPC)
            .and()
            .resideOutsideOfPackage(FUSE)
            .should()
            .dependOnClassesThat(resideInAPackage(FUSE)));
  }

  @Test
  public void wireLayoutsKnowNoOtherRoomOfQbIpc() {
    check(knowsOfQbIpcOnly(WIRE, WIRE, ERRORS));
  }

  @Test
  public void ringsKnowSystemCallsAndWireLayouts() {
    check(knowsOfQbIpcOnly(RING, RING, LINUX, WIRE, ERRORS));
  }

  /**
   * A clock that is set does not reach timeouts, deadlines or anything else of the transport: all
   * of it goes by the clock that only ever runs on. Files tell their age by the other one alone.
   */
  @Test
  public void qbIpcDoesNotReadTheTimeOfDayButForTheAgeOfFiles() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(QB_IPC)
            .and()
            .doNotHaveSimpleName("StaleDirectories")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Instant.class, Clock.class, Date.class, LocalDateTime.class));
  }

  /** Whoever has to tell the time of day in the state is handed a clock. */
  @Test
  public void theStateReadsTheTimeOfDayFromItsClockAlone() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(STATE, OPERATIONS, RRD, MOUNT, CLUSTER)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now"));
  }

  /**
   * What Java puts into the machine's language has digits of its own there (as in Arabic), commas
   * in place of points (German), and no small {@code i} for an {@code I} (Turkish). Clients, files,
   * Prometheus and whoever reads a log want the same everywhere.
   */
  @Test
  public void nothingIsPutIntoTheLanguageOfTheMachine() {
    check(
        noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class));
  }

  /**
   * Only the factory methods of the public interfaces know what implements them, and corosync's
   * also the services that it makes.
   */
  @Test
  public void packagesAreOnNoCycle() {
    slices()
        .matching("dev.qbipc.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(QbServer.class, QbServerImpl.class)
        .ignoreDependency(QbClient.class, ClientConnector.class)
        .ignoreDependency(equivalentTo(Corosync.class), resideInAPackage(COROSYNC))
        .check(CLASSES);
    slices().matching("dev.pmxcfs.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  public void packagesHaveAtMostThirtyClasses() {
    Map<String, Long> sizes =
        CLASSES.stream()
            .filter(type -> !type.isNestedClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    sizes.values().removeIf(size -> size <= MAX_CLASSES);
    assertEquals(Map.of(), sizes);
  }

  /** What Vert.x may change with any release: one package and one class would have to follow. */
  @Test
  public void onlyTheWayOverTheBusReliesOnVertxImplementation() {
    check(
        noClasses()
            .that()
            .resideInAPackage(QB_IPC)
            .and()
            .resideOutsideOfPackage("dev.qbipc.server.impl.bus")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.vertx.core.impl..", "io.vertx.core.eventbus.impl..")));
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER_END)
            .and()
            .doNotHaveSimpleName("VertxInternals")
            .and()
            .doNotHaveSimpleName("ThreadPool")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.vertx.core.spi..", "io.netty.util.internal..")));
  }

  /** So that the service can be embedded. */
  @Test
  public void onlyTheCommandLineKnowsTheCommandLine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(COMMAND_LINE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(COMMAND_LINE, "picocli..")));
  }

  @Test
  public void theTwoEndsDoNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVER_END)
            .should()
            .dependOnClassesThat(resideInAnyPackage(CLIENT_END, "dev.qbipc.client")));
    check(
        noClasses()
            .that()
            .resideInAPackage(CLIENT_END)
            .should()
            .dependOnClassesThat(resideInAnyPackage(SERVER_END, "dev.qbipc.server")));
  }

  private static ArchRule knowsOfQbIpcOnly(String room, String... known) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideInAPackage(QB_IPC).negate()));
  }

  private static DescribedPredicate<JavaClass> qbIpc() {
    return resideInAPackage(QB_IPC).and(not(resideInAPackage(LINUX)));
  }

  private static DescribedPredicate<JavaClass> ours() {
    return resideInAnyPackage("dev.pmxcfs..", QB_IPC);
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
