/** What the public API takes. Written by `npx projen props-table`. */
export const TABLE = `
class Accelerator
 constant NVIDIA_T4
 constant NVIDIA_L4
 constant NVIDIA_L40_S
 constant NVIDIA_A30
 constant NVIDIA_A100_40_GB
 constant NVIDIA_A100_80_GB
 constant NVIDIA_H100_80_GB
 constant NVIDIA_H100_NVL
 constant NVIDIA_H20
 constant NVIDIA_H200
 constant NVIDIA_B200
 constant NVIDIA_RTX_PRO_6000
 constant ASCEND_910
 constant ASCEND_910_B3
 constant ASCEND_910_B4
 constant ASCEND_310_P
 constant CAMBRICON_MLU370
 constant HYGON_DCU
 constant METAX_GPU
 constant MOORE_THREADS_GPU
 constant ENFLAME_GCU
 constant KUNLUNXIN_XPU
 constant AMD_GPU
 constant INTEL_GPU_I915
 constant INTEL_GPU_XE
 static intelFpga functionId string
 static amdFpga shell string
 static of name string, props AcceleratorProps
 method withRuntimeClass name string
 method devices count number
 method slices profile string, count? number
 method slicesAsDevices profile string, count? number
 method shares
 method fraction props FractionProps
 method passthrough resource string, count? number
 method claim count? number
struct AcceleratorProps
 resource string
 memory? Size
 nodeLabels? string{}
 taint? Taint
 runtimeClass? string
 fractions? FractionResources
class AcceleratorRequest
struct AcceptedFinding
 code string
 path string
 reason string
class Access
 static view group string
 static operate group string
 static debug group string
enum AccessMode READ_WRITE_MANY=ReadWriteMany READ_ONLY_MANY=ReadOnlyMany READ_WRITE_ONCE=ReadWriteOnce READ_WRITE_ONCE_POD=ReadWriteOncePod
class AccessRule
 static to verbs* string[]
 method named names* string[]
class AccessVerbs
 method on resources* string[]
 method onClusterScoped resources* string[]
enum AlertSeverity PAGE=page TICKET=ticket
class Algorithm
 static of props AlgorithmProps
class AlgorithmAbi
 static cuda version string, architectures Architecture[]
 static tensorRt props TensorRtProps, architectures Architecture[]
 static cann props CannProps, architectures Architecture[]
 static cpu architectures Architecture[]
class AlgorithmCatalog Construct
 new scope Construct, id string
 method publish algorithm Algorithm
 method deploy algorithm Algorithm, deployment AlgorithmDeployment
struct AlgorithmDeployment
 sites EdgeSite[]
 stream AlgorithmStream
struct AlgorithmProps
 vendor string
 name string
 version string
 image Image
 abi AlgorithmAbi
 accelerator? Accelerator
 memory? Size
 shared? boolean
 cpu Cpu
 podMemory Size
 perFrame ServiceTime
 latency Latency
 ports? Port[]
 startup? Duration
struct AlgorithmStream
 name string
 frames Rate
struct AmbientProps IstioParts
 waypoint? Waypoint
 ztunnelCpu? Cpu
 ztunnelMemory? Size
class ApolloCentre Construct
 new scope Construct, id string, props ApolloCentreProps
 method client options ApolloClientOptions
struct ApolloCentreProps
 configService ApolloServer
 adminService ApolloServer
 portal? ApolloPortal
 database DatabaseConnection
 adminToken SecretRef
 environment? string
 inMesh? boolean
struct ApolloClientOptions
 appId string
 accessKey SecretRef
 apolloCluster? string
enum ApolloLogin OIDC=oidc LDAP=ldap OWN=auth
struct ApolloPortal ApolloServer
 database DatabaseConnection
 login ApolloLogin
 loginSettings? SecretRef
struct ApolloServer
 image Image
 resources? WorkloadResources
 replicas? number
struct ApplicationLayer SecurityLayer
enum Architecture AMD64=amd64 ARM64=arm64
class ArgoDelivery Chart
 new scope Construct, id string, props ArgoDeliveryProps
struct ArgoDeliveryProps
 repository string
 revision string
 path string
 namespace? string
 patchSettings? boolean
enum AuditLevel NONE=None METADATA=Metadata REQUEST=Request REQUEST_RESPONSE=RequestResponse
class AuditPolicy Construct
 static of cluster Cluster
 new cluster Cluster, id string, props? AuditPolicyProps
struct AuditPolicyProps
 more? AuditRule[]
 reads? boolean
struct AuditResources
 group? string
 resources string[]
 names? string[]
struct AuditRule
 level AuditLevel
 users? string[]
 groups? string[]
 verbs? string[]
 resources? AuditResources[]
 namespaces? string[]
 paths? string[]
class AutonomousApp App
 new props? AutonomousAppProps
 method synth
 method synthYaml
struct AutonomousAppProps AppProps
 planDirectory? string
 writePlan? boolean
 previousPlan? string
 overwriteEdits? boolean
 printPlan? boolean
class AutonomousStack Chart
 static containing construct IConstruct
 new scope Construct, id string, props AutonomousStackProps
 method route host string, target IRouteTarget, options? RouteOptions
 method splitRoute host string, shares RouteShare[], options? RouteOptions
 method routeCalls target IRouteTarget, options CallRouteOptions
 method routeTls host string, target IRouteTarget, options? TlsRouteOptions
 method routeTcp gatewayPort number, target IRouteTarget, options? TcpRouteOptions
struct AutonomousStackProps
 cluster Cluster
 namespace? string
 tenant? Tenant
 environment? Environment
 residency? Residency
 mesh? Mesh
 registry? HarborRegistry
 delivery? ArgoDelivery
 monitoringNamespace? string
 podSecurity? PodSecurity
 labels? string{}
 podLabels? string{}
struct AwsNodeTypeProps MachineTypeProps
 reserve? NodeReserve
 ephemeralStorage? Size
 prefixDelegation? boolean
 maxPods? number
struct AzureContainerProps
 container string
 account string
 accountKey Credential
 residency? Residency
struct AzureNodeTypeProps ReservedMachineTypeProps
 maxPods number
struct BackupAgentOptions
 cpu? Cpu
 memory? Size
 nodeLabels? string{}
 tolerates? Taint[]
struct BackupCopyOptions
 bandwidth Bandwidth
 window? Duration
 changePerDay? number
 parallelFiles? number
 agent? BackupAgentOptions
struct BackupHook
 name string
 selector string{}
 container? string
 before? string[]
 after? string[]
 timeout? Duration
 optional? boolean
class BackupSchedule Construct
 new scope Construct, id string, props BackupScheduleProps
struct BackupScheduleProps
 schedule string
 keep Duration
 volumes BackupVolumes
 keepAtLeast? Duration
 data? Size
 storageLocation? string
 residency? Residency
 hooks? BackupHook[]
 drill? RestoreDrillProps
 veleroNamespace? string
class BackupVolumes
 static none
 static snapshot
 static copy options BackupCopyOptions
 static files options BackupCopyOptions
class Bandwidth
 static kilobitsPerSecond amount number
 static megabitsPerSecond amount number
 static gigabitsPerSecond amount number
 method toBitsPerSecond
struct BatchPaceProps
 perScenario Duration
 within Duration
struct BlueGreenProps
 connectionsPerSecond? number
 sessionsPerSecond? number
 waitTakeover? Duration
struct BrokerApiKey
 key SecretKey
 secret SecretKey
struct BrokerCosts
 memoryPerConnection? Size
 messageTime? ServiceTime
 handshakeTime? ServiceTime
struct BrokerStorage
 size Size
 storageClass? string
class Bucket Construct
 static claim scope Construct, id string, props BucketClaimProps
 static existing scope Construct, id string, props ExistingBucketProps
 method readWrite options? BucketUseOptions
 method readOnly options? BucketUseOptions
 method writeOnly options? BucketUseOptions
 method connection
struct BucketClaimProps KeepingOptions
 store ObjectStore
 bucketName? string
 maxObjects? number
 maxSize? Size
 lifecycle? BucketRule[]
 owner? string
struct BucketClaimStoreProps
 storageClass string
 endpoint string
 pods? string{}
 podPort? number
 allows? BucketField[]
 ca? SecretRef
 maxObjects? number
 capacity? Size
class BucketConnection
 static s3 props S3BucketProps
 static azure props AzureContainerProps
 static gcs props GcsBucketProps
enum BucketField MAX_OBJECTS=maxObjects MAX_SIZE=maxSize BUCKET_MAX_OBJECTS=bucketMaxObjects BUCKET_MAX_SIZE=bucketMaxSize BUCKET_LIFECYCLE=bucketLifecycle BUCKET_OWNER=bucketOwner
struct BucketRule
 prefix? string
 expireAfter? Duration
 abortUploadsAfter? Duration
struct BucketUseOptions
 prefix? string
 keysIn? string
struct CallRouteOptions
 timeout? Duration
 retries? number
 perTryTimeout? Duration
 mirror? RouteMirror
 fault? RouteFault
class Canary
 static of props CanaryProps
class CanaryMetric
 static of props CanaryMetricProps
 static successRate atLeast number
 static p99 atMost Duration
struct CanaryMetricProps
 name string
 query string
 atLeast? number
 atMost? number
struct CanaryProps
 steps number[]
 hold? Duration
 metrics CanaryMetric[]
 promoteWithoutTraffic? boolean
 prometheus? string
struct CannProps
 version string
 chip string
enum Capability NET_BIND_SERVICE=NET_BIND_SERVICE NET_ADMIN=NET_ADMIN NET_RAW=NET_RAW IPC_LOCK=IPC_LOCK SYS_NICE=SYS_NICE SYS_PTRACE=SYS_PTRACE SYS_TIME=SYS_TIME CHOWN=CHOWN DAC_OVERRIDE=DAC_OVERRIDE FOWNER=FOWNER KILL=KILL SETUID=SETUID SETGID=SETGID
class CapacityType
 constant ON_DEMAND
 constant SPOT
struct CatalogueChartProps
 version? string
 repository? string
 digest? string
 namespace? string
 replicas? number
 values? any{}
class CertificateAuthority Construct
 new scope Construct, id string, props CertificateAuthorityProps
struct CertificateAuthorityProps
 commonName string
 domains? string[]
 issuer? CertificateIssuer
 duration? Duration
 renewBefore? Duration
class CertificateIssuer
 static cluster name string
 static inNamespace name string
enum CertificateUse SERVER=server CLIENT=client
class ChargingSites Construct
 new scope Construct, id string, props ChargingSitesProps
 method at site EdgeSite, props SiteChargersProps
struct ChargingSitesProps
 proxyImage Image
 mapperImage Image
 central string
 certificate TlsCertificate
 chargerNetwork string
 version? OcppVersion
 port? number
 standbyAfter? Duration
 keeps? OutageBuffer
 proxyResources? WorkloadResources
 architectures? Architecture[]
 nodeLabels? string{}
class ChartRelease Construct
 new scope Cluster, id string, props ChartReleaseProps
struct ChartReleaseProps
 chart HelmChart
 delivery? ArgoDelivery
 wave? number
class ClientAffinity
 static byClientIp timeout? Duration
class ClientAuth
 static mutual props MutualAuthProps
 static jwt props JwtAuthProps
enum ClientFormat PLAIN=plain SPRING=spring
class ClientLogin
 static certificates
 static passwords passwords SecretKey
class CloudInit
 static userData text string
 static secret secret SecretRef
class Cluster Chart
 new scope Construct, id string, props ClusterProps
 method addNodePool name string, props NodePoolProps
 method addReportedNodes name string, props ReportedNodesProps
 method addPriority name string, props PriorityProps
 method peaksTogether name string, workloads IConstruct[]
 method include chart Chart
 method accept finding AcceptedFinding
 method addFootprint name string, footprint Footprint
 method makesNoPods group string, kind string
 method addStorageClass name string, props StorageClassProps
class ClusterDns
 static standard
 static nodeLocalCache props? NodeLocalCacheProps
 static cloudDns
 static openShift
 static of props ClusterDnsProps
struct ClusterDnsProps
 namespace? string
 podLabels? string{}
 port? number
 addresses? string[]
struct ClusterProps
 zones string[]
 kubernetesVersion KubernetesVersion
 region? string
 residency? Residency
 dns? ClusterDns
 environment? Environment
 survive? Survive
 steadyUtilisation? Utilisation
 degradedUtilisation? Utilisation
 packingEffort? PackingEffort
 schedulerScoring? SchedulerScoring
 placement? Placement
 concurrentRollouts? number
 provisioner? Provisioner
 delivery? ArgoDelivery
class ClusterQueue Construct
 new cluster Cluster, id string, props ClusterQueueProps
struct ClusterQueueProps
 quotas Quota[]
 cohort? string
 preemptsWithin? QueuePreemption
 reclaims? QueuePreemption
 strict? boolean
 namespaces? string[]
struct CollectedData
 purpose string
 retention Duration
 fields? string[]
 residency? Residency
 isSigned? boolean
struct CollectionLayer SecurityLayer
 vehicles? VehicleAssurance
struct CollectorResources
 cpu Cpu
 memory Size
struct ConcurrencyMetric
 name string
 workers number
 labels? string{}
class ConfigCentre
 static nacos scope Construct, id string, props NacosCentreProps
 static apollo scope Construct, id string, props ApolloCentreProps
 static existing props ExistingNacosProps
class ConfigFile
 static text content string, options? ConfigFileOptions
 static json content any, options? ConfigFileOptions
 static yaml content any, options? ConfigFileOptions
 static fromFile path string, options? ConfigFileOptions
struct ConfigFileOptions
 notSecret? string
class Configuration Construct
 new scope Construct, id string, props ConfigurationProps
 method value name string
struct ConfigurationProps
 files? ConfigFile{}
 values? string{}
 name? string
 immutable? boolean
struct ConnectionDemand
 connections number
 perReplica number
 max? number
enum ConnectionTls VERIFY_FULL=verify-full VERIFY_CA=verify-ca REQUIRE=require NONE=disable
struct ContainerOptions
 env? string{}
 variables? Variable{}
 variablesFrom? VariableSource[]
 mounts? Mount[]
 writable? string[]
struct ContainerProps PodOptions
 image Image
 resources WorkloadResources
 replicas Replicas
 ports? Port[]
 metricsPort? Port
 metricsPath? string
 health? Health
 startup? Duration
 command? string[]
 args? string[]
 scratch? Size
 grace? Duration
 priority? Priority
 podLabels? string{}
 nodeLabels? string{}
 tolerates? Taint[]
struct ContentMountOptions
 keys? string[]
 mode? number
struct CoreNodes
 count? number
 resources WorkloadResources
struct CorsOptions
 origins string[]
 methods? string[]
 headers? string[]
 credentials? boolean
 maxAge? Duration
struct CosiStoreProps
 bucketClass string
 accessClass string
 endpoint string
 pods? string{}
 podPort? number
 maxObjects? number
 capacity? Size
class Cpu
 static millis amount number
 static units amount number
class Credential
 static fromStore store SecretStore, key string
 static fromSecret value SecretKey
class Dashboards Construct
 new cluster Cluster, id string, props? DashboardsProps
struct DashboardsProps
 namespace? string
 labels? string{}
 more? string{}
class DataClass
 static personal data CollectedData
 static map data CollectedData
 static technical data CollectedData
 static removed reason string
struct DataIngest
 rate Rate
 recordSize Size
 recordsPerObject? number
 growthPerYear? number
class DataLake Construct
 new scope Construct, id string, props DataLakeProps
 method addBucket id string, props LakeBucketProps
 method keepIn bucket Bucket, props LakeDataProps
 method addFiles id string, props LakeFilesProps
 method move id string, props DataMoveProps
struct DataLakeProps
 store ObjectStore
 uplink? Bandwidth
 busiestHour? number
 keepAtLeast? Duration
class DataMove StackPods
 new scope Construct, id string, props DataMoveProps
enum DataMoveMode COPY=copy MIRROR=sync MOVE=move
struct DataMoveProps
 source DataPlace
 target DataPlace
 image Image
 schedule? string
 mode? DataMoveMode
 parallelism? number
 filesAtOnce? number
 resources? WorkloadResources
 bandwidth? Bandwidth
 data? Size
 window? Duration
 nodeLabels? string{}
 tolerates? Taint[]
class DataPlace
 static bucket bucket Bucket, path? string
 static files volume SharedVolume, path? string
class DataSecurity Construct
 new scope Construct, id string, props? DataSecurityProps
 method toJson
 method toMarkdown
struct DataSecurityProps
 collection? CollectionLayer
 link? LinkLayer
 platform? PlatformLayer
 application? ApplicationLayer
class DataSize
 static megabytes amount number
 static gigabytes amount number
 static of size Size
 method toBytes
class DatabaseConnection
 static postgresql props DatabaseConnectionProps
 static mysql props DatabaseConnectionProps
struct DatabaseConnectionProps
 host string
 port? number
 database string
 user string
 password Credential
 tls? ConnectionTls
 caSecret? string
 pods? string{}
 network? string
 maxConnections? number
struct DatabasePushProps
 address string
 database string
 user string
struct Demand ServiceLevel
 arrivals Rate
 max? number
class DemandProfile
 static daily arrivals Rate[]
 static weekly arrivals Rate[]
 static ofPeak peak Rate, shares number[]
struct DeployProps
 overrides? SiteOverride[]
class DevEnvironment Construct
 new scope Construct, id string, props DevEnvironmentProps
struct DevEnvironmentProps
 machines DevMachine[]
 timeToLive Duration
 reaperImage Image
 apiServer? Peer
 storageClass? string
 nodeLabels? string{}
 tolerates? Taint[]
struct DevMachine GuestOptions
 name string
 guest GuestSystem
 cpus number
 memory Size
 disk VirtualDisk
class Device Construct
 new scope Construct, id string, props DeviceProps
class DeviceConnection
 static modbusTcp props ModbusTcpProps
 static modbusRtu props ModbusRtuProps
 static opcUa props OpcUaProps
 static onvif props OnvifProps
 static ble macAddress string
 static custom protocol DeviceProtocol, configData string{}
class DeviceMapper EdgeService
 new scope Construct, id string, props DeviceMapperProps
struct DeviceMapperProps
 protocol DeviceProtocol
 image Image
 resources? WorkloadResources
 architectures? Architecture[]
 nodeLabels? string{}
 tolerates? Taint[]
 hostDevices? HostPath[]
 user? number
 health? Health
 supplementalGroups? number[]
 hostNetwork? boolean
 uses? Use[]
 mounts? Mount[]
 config? string{}
 args? string[]
class DeviceModel Construct
 new scope Construct, id string, props DeviceModelProps
struct DeviceModelProps
 protocol DeviceProtocol
 properties DeviceProperty[]
class DeviceProperty
 static ofInt name string, props NumberPropertyProps
 static ofFloat name string, props NumberPropertyProps
 static ofDouble name string, props NumberPropertyProps
 static ofString name string, props PropertyProps
 static ofBoolean name string, props PropertyProps
 static ofBytes name string, props PropertyProps
 static ofStream name string, props PropertyProps
struct DeviceProps
 model DeviceModel
 edgeNode EdgeNode
 connection DeviceConnection
 twins DeviceTwin[]
class DeviceProtocol
 constant MODBUS
 constant OPC_UA
 constant ONVIF
 constant BLE
 static custom name string
struct DeviceTwin
 property DeviceProperty
 desired? string
 collect? Duration
 report? Duration
 reportToCloud? boolean
 push? PushMethod
struct DnsPods
 namespace string
 labels string{}
 port number
class DriftCheck Construct
 new scope Construct, id string, props DriftCheckProps
struct DriftCheckProps
 image Image
 apiServer Peer
 every? Duration
 managers? string[]
 resources? WorkloadResources
class EdgeBalancing
 static random
 static roundRobin
 static consistentHeader name string
 static consistentSource
class EdgeConfigUpdate Construct
 new scope Construct, id string, props EdgeConfigUpdateProps
struct EdgeConfigUpdateProps NodeJobProps
 fields string{}
struct EdgeDeviceProps
 reason string
 hostNetwork? boolean
 hostPorts? Port[]
 hostPaths? HostPath[]
 supplementalGroups? number[]
 user? number
class EdgeFleet Construct
 static fromCsv scope Construct, id string, props FleetCsvProps
 static fromJson scope Construct, id string, props FleetFileProps
 new scope Construct, id string, props EdgeFleetProps
 method inRegion region string
 method withLayout layout string
 method sitesWith attribute string, value string
 method valuesOf attribute string
 method site name string
 method deploy service IEdgeService, props? DeployProps
struct EdgeFleetProps FleetProps
 sites FleetSite[]
class EdgeGateway EdgeService
 new scope Construct, id string, props EdgeGatewayProps
struct EdgeGatewayProps
 image Image
 key SecretKey
 routes EdgeGatewayRoute[]
 resources? WorkloadResources
 architectures? Architecture[]
 nodeLabels? string{}
struct EdgeGatewayRoute
 port number
 service EdgeService
 servicePort? Port
 host? string
 tlsSecret? string
class EdgeMeshKey
 static existing secretName string, key? string
 static external store SecretStore, path string
struct EdgeMeshProps
 image Image
 key EdgeMeshKey
 relays? EdgeMeshRelay[]
 resources? WorkloadResources
struct EdgeMeshRelay
 nodeName string
 addresses string[]
class EdgeNode
struct EdgeNodeProps
 name string
 nodeType NodeType
 role? string
 labels? string{}
 taints? Taint[]
class EdgePlatform Chart
 static containing construct IConstruct
 new scope Construct, id string, props EdgePlatformProps
 method site name string
struct EdgePlatformProps
 cluster Cluster
 runtime EdgeRuntime
 enforcesPolicies? boolean
 growsTo? number
 delivery? ArgoDelivery
 edgeMesh? EdgeMeshProps
class EdgeRoute Construct
 new scope Construct, id string, props EdgeRouteProps
struct EdgeRouteProps
 source EdgeRouteSource
 target EdgeRouteTarget
class EdgeRouteSource
 static rest path string
 static eventBus edgeNode EdgeNode, topic string
class EdgeRouteTarget
 static rest url string
 static eventBus topic string
 static serviceBus port number, path string
class EdgeRuntime
 static kubeEdge props KubeEdgeProps
 static openYurt
 static superEdge
class EdgeSelection
 static of name string, sites EdgeSite[]
 method deploy service IEdgeService, props? DeployProps
class EdgeService Construct +ICallTarget +IEdgeService
 new scope Construct, id string, given EdgeServiceProps
 method replicasAt site EdgeSite
 method calls target ICallTarget, ports? Port[]
 method admits origin Origin, ports? Port[]
struct EdgeServiceProps ContainerProps
 architectures? Architecture[]
 survive? Survive
 maxSurge? number
 profile? PodProfile
 config? string{}
 buffer? OutageBuffer
 sends? Bandwidth
 balancing? EdgeBalancing
class EdgeSite Construct +ITenantSite
 new scope Construct, id string, props EdgeSiteProps
 method edgeNode role string
 method deploy service IEdgeService, props? DeployProps
struct EdgeSiteProps
 nodes EdgeNodeProps[]
 region? string
 preset? SitePreset
 uplink? Bandwidth
 cloudLatency? Duration
 slice? NetworkSlice
 offline? Duration
 registry? HarborRegistry
 matchLabels? string{}
 attributes? string{}
class EdgeTelemetry EdgeService
 new scope Construct, id string, props EdgeTelemetryProps
 method client
struct EdgeTelemetryProps
 image Image
 address TelemetryAddress
 login? TelemetryLogin
 authority? SecretKey
 perDay DataSize
 catchUp? Duration
 uplinkPercent? number
 storageClass? string
 resources? CollectorResources
 architectures? Architecture[]
struct EdgexDeviceService
 protocol DeviceProtocol
 name string
 image Image
 port number
class EdgexPlatform Construct
 new scope Construct, id string, props EdgexPlatformProps
struct EdgexPlatformProps
 sites EdgeSite[]
 deviceServices EdgexDeviceService[]
 repository? string
 images? Image{}
 resources? WorkloadResources{}
 keepsReadings? boolean
class EgressGateway
 static of props? EgressGatewayProps
struct EgressGatewayProps
 namespace? string
 name? string
 labels? string{}
 replicas? number
 cpu? Cpu
 memory? Size
struct ElasticsearchProps LogStoreProps
 index? string
class EmqxBroker Construct +ICallTarget
 new scope Construct, id string, props EmqxBrokerProps
 method client props MqttClientProps
 method exposeOutside exposure? Exposure
 method admits origin Origin, ports? Port[]
struct EmqxBrokerProps
 image Image
 version? string
 connections number
 perNode number
 messages Rate
 largestMessage? Size
 resources WorkloadResources
 certificate TlsCertificate
 clientAuth ClientAuth
 topics TopicRights
 dataClasses? DataClass[]
 services? TopicRights{}
 gateways? VehicleGateway[]
 port? number
 proxyProtocol? boolean
 licence? SecretKey
 upgrade? EmqxUpgrade
 reconnect? ReconnectLimits
 costs? BrokerCosts
 cores? CoreNodes
 storage? BrokerStorage
 adminPassword? SecretKey
 cookie? SecretKey
 apiKeys? BrokerApiKey[]
 operatorNamespace? string
 survive? Survive
 priority? Priority
 nodeLabels? string{}
 tolerates? Taint[]
class EmqxUpgrade
 static blueGreen props? BlueGreenProps
 static oneByOne
class EncryptedStorageClass Construct
 new scope Cluster, id string, props EncryptedStorageClassProps
struct EncryptedStorageClassProps
 encryption VolumeEncryption
 isDefault? boolean
class Environment
 static production props? EnvironmentProps
 static staging props? EnvironmentProps
 static test props? EnvironmentProps
 static development props? EnvironmentProps
 method value name string
 method valueOr name string, other string
struct EnvironmentProps
 name? string
 images? ImageLock
 values? string{}
 demands? EnvironmentRule[]
enum EnvironmentRule IMAGES_BY_DIGEST=images-by-digest TWO_REPLICAS=two-replicas SURVIVES_NODE=survives-node DATA_RETAINED=data-retained
struct EphemeralVolume
 size Size
 storageClass? string
struct ExecHealth
 readiness string[]
 liveness? string[]
struct ExistingBucketProps KeepingOptions
 bucketName string
 endpoint string
 region string
 readWrite? SecretRef
 readOnly? SecretRef
 writeOnly? SecretRef
 pods? string{}
 podPort? number
 ca? SecretRef
 maxObjects? number
 lockedFor? Duration
class ExistingNacos
 method client options NacosClientOptions
struct ExistingNacosProps
 host string
 port? number
 pods? string{}
 plainText? string
struct ExplicitReserve
 cpu Cpu
 memory Size
 ephemeralStorage? Size
struct Exposure
 ports? Port[]
 sourceRanges? string[]
 loadBalancerClass? string
 annotations? string{}
struct ExternalMetric
 name string
 perReplica number
 labels? string{}
class ExternalName Construct +ICallTarget
 new scope Construct, id string, props ExternalNameProps
struct ExternalNameProps
 host string
 port number
 protocol? PeerProtocol
 network? string
 residency? Residency
struct ExternalSecretProps SecretOptions
 store SecretStore
 keys string{}
 name? string
 refreshInterval? Duration
class FailureRate
 static perNodeDay failures number
 method toPerNodeDay
struct FleetCsvProps FleetFileProps
 delimiter? string
struct FleetFileProps FleetProps
 file string
 columns? string{}
 attributes? string[]
 ignoreOtherColumns? boolean
struct FleetProps
 layouts SiteLayout{}
 preset? SitePreset
 uplink? Bandwidth
 registry? HarborRegistry
 regionRegistries? HarborRegistry{}
 cloudLatency? Duration
 slice? NetworkSlice
 offline? Duration
struct FleetSite
 name string
 region? string
 layout? string
 nodes? string{}
 attributes? string{}
class Footprint
 static of props FootprintProps
 static none
struct FootprintDaemon
 name string
 cpu Cpu
 memory Size
 memoryLimit? Size
 ephemeralStorage? Size
 extended? number{}
 hostPorts? number[]
 nodeLabels? string{}
 tolerates? Taint[]
 toleratesEverything? boolean
 priority? Priority
 priorityClass? string
struct FootprintPod FootprintDaemon
 replicas? number
 maxReplicas? number
 spread? PodSpread
 storage? Size
 storageClass? string
 maxUnavailable? number
struct FootprintProps
 pods? FootprintPod[]
 daemons? FootprintDaemon[]
 namespace? string
 countsFor? IConstruct[]
struct FractionProps
 memory? Size
 cores? number
struct FractionResources
 resource? string
 memoryResource string
 memoryUnit Size
 memorySteps? number[]
 coresResource? string
 coresPerDevice? number
class GatewayApi
 static standard release string
 static experimental release string
class GatewayIngress Construct
 new scope Construct, id string, props GatewayIngressProps
 method route host string, target Workload, options? HttpIngressRoute
 method routeTls host string, target Workload, options? TlsRouteOptions
 method routeTcp gatewayPort number, target Workload, options? TcpRouteOptions
struct GatewayIngressProps
 className string
 controller Origin
 gatewayApi? GatewayApi
 gatewayNamespace? string
 annotations? string{}
struct GatewayProps
 connections number
 withoutTls? string
struct GatewayTls
 issuer? CertificateIssuer
 clientCertificates? boolean
 onlyTls13? boolean
struct Gbt32960Props GatewayProps
 port? number
struct GcpNodeTypeProps ReservedMachineTypeProps
 maxPods? number
struct GcsBucketProps
 bucket string
 key Credential
 residency? Residency
class GpuMonitoring Construct
 new cluster Cluster, id string, props? GpuMonitoringProps
struct GpuMonitoringProps
 operatorNamespace? string
 labels? string{}
 idleFor? Duration
 waitFor? Duration
struct GpuNodes
 count number
 maxCount? number
 domains? string[]
class GpuPool Construct
 new cluster Cluster, id string, props GpuPoolProps
struct GpuPoolProps
 nodeType NodeType
 accelerator Accelerator
 devicesPerNode number
 nodes GpuNodes[]
 topology? GpuTopology
 capacity? CapacityType
 sharing? GpuSharing
 rdma? Rdma
 zone? string
 spares? Spares
 labels? string{}
class GpuSharing
 static whole
 static mig profile string
 static migSingle profile string
 static migSet name string, instances number{}
 static timeSlicing shares number
 static mps shares number
 static hami deviceMemory? Size
 static claims
 static passthrough resource string
class GpuTopology
 static of topologyName string, levels* TopologyLevelProps[]
 method level name string
enum GuestFirmware BIOS=bios UEFI=uefi UEFI_SECURE_BOOT=uefi-secure-boot
struct GuestOptions
 mounts? Mount[]
 cloudInit? CloudInit
enum GuestPages MIB_2=2Mi GIB_1=1Gi
enum GuestSystem LINUX=linux WINDOWS=windows ANDROID=android
struct GuestTuning
 hugePages? GuestPages
 nodeTopology? boolean
 realtime? boolean
 ownEmulatorCore? boolean
struct HarborChange
 size DataSize
 repositories? number
struct HarborCommonProjectProps
 quota? Size
 publicAccess? boolean
 retention? HarborRetention
 members? HarborMember[]
 scanOnPush? boolean
 blockSeverity? HarborSeverity
 dataClasses? DataClass[]
class HarborConfiguration StackPods
 new scope Construct, id string, props HarborConfigurationProps
 method addProject name string, props? HarborProjectProps
 method addProxyCache name string, props HarborProxyCacheProps
 method replicateTo target HarborRegistry, props HarborReplicationProps
 method replicateToSites sites EdgeSite[], props HarborReplicationProps
 method replicateFrom source HarborRegistry, props HarborPullProps
 method robotFor site EdgeSite, props HarborRobotProps
 method addRobot name string, props HarborRobotProps
struct HarborConfigurationProps
 registry HarborRegistry
 image Image
 login? HarborLogin
 certificateAuthority? SecretKey
 reaches? Peer[]
 apiServer? Peer
 jobWorkers? number
 garbageCollection? HarborGarbageCollection
 scanAll? string
 resources? WorkloadResources
class HarborExposure
 static istio certificate? string
 static gatewayApi props HarborGatewayProps
struct HarborGarbageCollection
 schedule string
 deleteUntagged? boolean
 workers? number
struct HarborGatewayProps
 className string
 controller Origin
 certificate? string
 gatewayNamespace? string
struct HarborImages
 repositories number
 size DataSize
 tags? number
class HarborInstallation HarborRegistry
 new scope Construct, id string, props HarborInstallationProps
struct HarborInstallationProps
 host string
 secrets HarborSecrets
 database DatabaseConnection
 redis RedisConnection
 storage HarborStorage
 exposure HarborExposure
 version? string
 repository? string
 replicas? number
 sizes? HarborSizes
 scanner? HarborScanner
 connectionsPerPod? number
 caSecret? string
 monitored? boolean
 load? HarborLoad
 login? StoredLogin
 values? any{}
struct HarborLoad
 images number
 imageSize DataSize
 tagsKept number
 pushesPerDay number
 pullingNodes? number
 pullSize? DataSize
 pullWindow? Duration
 egress? Bandwidth
struct HarborLogin
 secret SecretRef
 usernameKey? string
 passwordKey? string
struct HarborLoginTarget
 store SecretStore
 path string
class HarborMember
 static user name string, role HarborRole
 static oidcGroup name string, role HarborRole
 static ldapGroup name string, role HarborRole
struct HarborPartSize
 cpu Cpu
 memory Size
 memoryLimit? Size
class HarborProject
struct HarborProjectProps HarborCommonProjectProps
 sbom? boolean
 signed? boolean
 immutableTags? string[]
 images? HarborImages
struct HarborProxyCacheProps HarborCommonProjectProps
 upstream HarborUpstream
 speed? Bandwidth
struct HarborPullProps HarborReplicationOptions
 projects string[]
 login? HarborLogin
class HarborRegistry Construct
 new scope Construct, id string, props HarborRegistryProps
 method image name string, version ImageVersion
struct HarborRegistryProps
 host string
 pullSecret? string
 login? StoredLogin
 residency? Residency
struct HarborReplicationOptions
 trigger HarborReplicationTrigger
 tags? string
 speed? Bandwidth
 line? Bandwidth
 change? HarborChange
 window? Duration
struct HarborReplicationProps HarborReplicationOptions
 projects HarborProject[]
 login HarborLogin
 deletions? boolean
class HarborReplicationTrigger
 static onPush
 static cron schedule string
 static manual
class HarborRetention
 static latestPushed count number
 static of rules HarborRetentionRule[], schedule? string
class HarborRetentionRule
 static latestPushed count number, selection? HarborTagSelection
 static latestPulled count number, selection? HarborTagSelection
 static pushedWithin days number, selection? HarborTagSelection
 static pulledWithin days number, selection? HarborTagSelection
 static always selection? HarborTagSelection
class HarborRobot
struct HarborRobotProps
 projects HarborProject[]
 push? boolean
 duration? Duration
 pushTo? HarborLoginTarget
enum HarborRole PROJECT_ADMIN=projectAdmin MAINTAINER=maintainer DEVELOPER=developer GUEST=guest LIMITED_GUEST=limitedGuest
struct HarborScanner
 storage? Size
 storageClass? string
 databases? string[]
 javaDatabases? string[]
 offline? boolean
class HarborSecrets
 static stored store SecretStore, path string
enum HarborSeverity LOW=low MEDIUM=medium HIGH=high CRITICAL=critical
struct HarborSizes
 core? HarborPartSize
 registry? HarborPartSize
 jobs? HarborPartSize
 scanner? HarborPartSize
class HarborStorage
 static bucket bucket BucketConnection
 static volume props HarborVolumeProps
struct HarborTagSelection
 tags? string
 repositories? string
class HarborUpstream
 static dockerHub login? HarborLogin
 static harbor host string, login? HarborLogin
 static registry kind HarborUpstreamKind, host string, login? HarborLogin
enum HarborUpstreamKind ALI_ACR=ali-acr AWS_ECR=aws-ecr AZURE_ACR=azure-acr DOCKER_REGISTRY=docker-registry GITHUB=github-ghcr GOOGLE_GCR=google-gcr JFROG=jfrog-artifactory QUAY=quay
struct HarborVolumeProps
 size Size
 storageClass string
 accessMode AccessMode
class Health
 static http options HttpHealth
 static grpc port? Port
 static tcp port? Port, livenessPort? Port
 static exec props ExecHealth
class HelmChart
 static of props HelmChartProps
 static strimzi props? StrimziChartProps
 static cloudNativePg props? CatalogueChartProps
 static barmanCloud props? CatalogueChartProps
 static emqxOperator props? CatalogueChartProps
 static velero props VeleroChartProps
 static nacosController props? NacosControllerChartProps
 static externalSecrets props? CatalogueChartProps
 static certManager props? CatalogueChartProps
struct HelmChartProps
 repository string
 name string
 version string
 digest? string
 namespace string
 values? any{}
 namespacedKinds string[]
 clusterKinds? string[]
 otherNamespaces? string[]
 footprint Footprint
 kept? KeptField[]
class Helper
 static init name string, props HelperProps
 static sidecar name string, props SidecarProps
struct HelperProps ContainerOptions
 image Image
 resources WorkloadResources
 command? string[]
 args? string[]
 scratch? Size
class Hook
 static exec command string[]
 static http path string, port Port
struct HostAlias
 ip string
 hostnames? string[]
struct HostPath
 path string
 mountPath? string
 writable? boolean
struct HttpHealth
 readiness string
 liveness string
 port? Port
class HttpIngress Construct
 new scope Construct, id string, props HttpIngressProps
 method route host string, target Workload, options? HttpIngressRoute
struct HttpIngressProps
 className string
 controller Origin
 annotations? string{}
struct HttpIngressRoute
 pathPrefix? string
 certificate? string
struct HttpPushProps
 host string
 port number
 path string
 timeout? Duration
interface ICallTarget
 _atEdge? any
 _answerSeconds? any
 _place? any
 _calledBy any
 _copyRules? any
interface IEdgeService
 serviceName string
 _findings any
 _leavesSite any
 sites EdgeSite[]
 _sends any
 _deploy any
interface IRouteTarget IConstruct
 dnsName string
 routePort number
 subsetNames string[]
 takesHttp boolean
 _arrivalsPerSecond? any
 _allowIngress any
 _allowCopiesOf? any
interface ITenantReceiver
 _emitRoutes any
interface ITenantSite IConstruct
 siteName string
 _cluster any
struct IdentityOptions
 annotations? string{}
 rules? AccessRule[]
 mountsToken? boolean
class Image
 static of repository string, version ImageVersion
 method pulledWith secret SecretRef
class ImageLock
 static read file? string
 static of digests string{}
 method digestOf reference string
 method pinned reference string
class ImagePrewarm Construct
 new scope Construct, id string, props ImagePrewarmProps
 method before service EdgeService, gate? PrewarmGate
struct ImagePrewarmProps
 images PrewarmImage[]
 sites EdgeSite[]
 architectures? Architecture[]
 night? PrewarmNight
 window Duration
 concurrency? number
 registryBandwidth? Bandwidth
 failureTolerance? number
 namespace? string
class ImageSignatures
 static kyverno signers ImageSigner[]
 static policyController signers ImageSigner[]
class ImageSigner
 static key name string, props KeySignerProps
 static kms name string, props KmsSignerProps
 static keyless name string, props KeylessSignerProps
struct ImageVersion
 tag? string
 digest? string
class InferenceService Microservice
 new scope Construct, id string, props InferenceServiceProps
struct InferenceServiceProps MicroserviceProps
 model ModelLoad
struct InfluxPushProps
 url string
 org string
 bucket string
 measurement string
 field? string
 tags? string{}
struct InsideAddressProps
 service string
 namespace string
 labels string{}
 port number
 podPort? number
 tls? boolean
class IssuedCertificate Construct
 new scope Construct, id string, props IssuedCertificateOptions
struct IssuedCertificateOptions LifetimeProps
 issuer CertificateIssuer
 hosts? string[]
 uris? string[]
 commonName? string
 uses? CertificateUse[]
struct IssuedCertificateProps
 issuer string
 issuerKind? IssuerKind
 hosts? string[]
 duration? Duration
 renewBefore? Duration
enum IssuerKind ISSUER=Issuer CLUSTER_ISSUER=ClusterIssuer
struct IssuerLimits
 path string
 namespace string
 domains string[]
 hours number
struct IstioParts
 revision? string
 controlPlaneNamespace? string
 ingressNamespace? string
 ingressServiceAccount? string
 ingressLabels? string{}
 ingressPorts? number[]
 trustDomain? string
struct IstioProps IstioParts
 sidecarCpu? Cpu
 sidecarCpuPerThousand? Cpu
 sidecarMemory? Size
 sidecarMemoryLimit? Size
 scoped? boolean
 bounded? boolean
 egress? EgressGateway
struct Jt808Props GatewayProps
 port? number
 registry string
 authentication string
 server ICallTarget
struct JvmHeapOptions
 share? number
 options? string
class Jwt
 static of props JwtProps
struct JwtAuthProps
 jwks string
 server ICallTarget
 idClaim? string
struct JwtProps
 issuer string
 jwks? string
 jwksUri? string
 audiences string[]
 claims? string[]{}
 forwarded? boolean
enum KafkaAuthentication TLS=tls SCRAM_SHA_512=scram-sha-512
struct KafkaBrokers KafkaNodes
 count number
 network? Bandwidth
class KafkaCluster Construct +ICallTarget
 new scope Construct, id string, props KafkaClusterProps
struct KafkaClusterProps
 version string
 metadataVersion? string
 brokers KafkaBrokers
 controllers? KafkaControllers
 listeners? KafkaListener[]
 replication? number
 operators? KafkaOperators
 cruiseControl? KafkaResources
 exporter? KafkaResources
 maintenanceWindows? string[]
 metrics? boolean
 podMonitor? boolean
 reloader? boolean
 apiServer? Peer
 config? string{}
struct KafkaControllers KafkaNodes
 count? number
struct KafkaDisks
 size Size
 storageClass string
 count? number
class KafkaListener
 static inside options? KafkaListenerOptions
 static outside options KafkaOutsideListenerOptions
struct KafkaListenerOptions
 name? string
 port? number
 authentication? KafkaAuthentication
 tls? boolean
struct KafkaNodes
 resources KafkaResources
 storage KafkaStorage
 heap? Size
 nodeLabels? string{}
 tolerates? Taint[]
 priority? Priority
struct KafkaOperators
 topics? KafkaResources
 users? KafkaResources
struct KafkaOutsideListenerOptions KafkaListenerOptions
 sourceRanges string[]
 annotations? string{}
struct KafkaResources
 cpu Cpu
 memory Size
class KafkaStorage
 static disks disks KafkaDisks
 static ephemeral size Size
struct KarpenterProps
 nodeClass NodeClass
 expireAfter? Duration
 drainTimeout? Duration
 quietTimes? QuietTime[]
struct KedaProps ScalerProps
 prometheus? string
 authentication? string
 polling? Duration
 toZeroAfter? Duration
struct KeepingOptions
 keepAtLeast? Duration
 dataClasses? DataClass[]
 residency? Residency
struct KeptField
 group? string
 kind string
 name? string
 path string
struct KeptMessages
 rate Rate
 messageSize Size
 storageClass? string
struct KeySignerProps
 repositories string[]
 publicKey string
struct KeylessSignerProps
 repositories string[]
 issuer string
 subject string
struct KmsSignerProps
 repositories string[]
 key string
struct KubeEdgeProps
 version string
 addresses? string[]
 nodeLimit? number
 cloudCores? number
 admissionSecret? string
 brokerImage? Image
 brokerOnNodes? boolean
 allowVulnerable? boolean
class KubeVirt Construct
 new cluster Cluster, id string, props? KubeVirtProps
struct KubeVirtDevice
 resource string
 pciVendorSelector? string
 mdevName? string
 externalPlugin? boolean
struct KubeVirtProps
 version? string
 namespace? string
 defaultArchitecture? Architecture
 devices? KubeVirtDevice[]
 featureGates? string[]
 replicas? number
 nodeLabels? string{}
 tolerates? Taint[]
class KubernetesVersion
 constant V1_27
 constant V1_28
 constant V1_29
 constant V1_30
 constant V1_31
 constant V1_32
 constant V1_33
 constant V1_34
 constant V1_35
 constant V1_36
 static of version string
 method atLeast minor number
struct LakeBucketProps LakeDataProps
 store? ObjectStore
 bucketName? string
 maxSize? Size
 maxObjects? number
 owner? string
 expires? boolean
struct LakeDataProps
 ingest? DataIngest
 retention? Duration
 keepAtLeast? Duration
 already? Size
struct LakeFilesProps LakeDataProps
 size Size
 storageClass? string
 accessMode? AccessMode
 encrypted? boolean
class Latency
 static p95 objective Duration
 static p99 objective Duration
 static p999 objective Duration
 static percentile percent number, objective Duration
 static mean objective Duration
class LatencyChain
 static of objective Latency, props LatencyChainProps
 static proportional objective Latency, props ProportionalChainProps
 method stage name string
struct LatencyChainProps
 stages Duration{}
 network? Duration
struct LayoutNode
 role string
 nodeType NodeType
 labels? string{}
 taints? Taint[]
struct Lifecycle
 started? Hook
 stopping? Hook
struct LifetimeProps
 duration? Duration
 renewBefore? Duration
struct LineRobot
 name string
 url string
struct LinkLayer SecurityLayer
 nodeEncryption? NodeEncryption
 onlyTls13? string[]
class LocalBroker EdgeService
 new scope Construct, id string, props LocalBrokerProps
 method client props MqttClientProps
struct LocalBrokerProps MosquittoProps
 architectures? Architecture[]
 away? Duration
class LocalQueue Construct
 new scope Construct, id string, props LocalQueueProps
struct LocalQueueProps
 clusterQueue ClusterQueue
class Locality
 static even
 static ofCallers callers number{}
struct LogBucketProps
 bucket string
 region string
 prefix? string
 address? TelemetryAddress
 accessKeyId? SecretKey
 secretAccessKey? SecretKey
 identity? string{}
 residency? Residency
class LogCollection Construct
 new scope Construct, id string, props LogCollectionProps
struct LogCollectionProps
 image Image
 sink LogSink
 perDay DataSize
 perNodePerDay DataSize
 keeps? Duration
 retention? Duration
 edgeNodes? boolean
 resources? CollectorResources
 priority? Priority
 events? boolean
 apiServer? Peer
struct LogRotation
 maxSize Size
 files? number
class LogSink
 static loki props LokiProps
 static elasticsearch props ElasticsearchProps
 static s3 props LogBucketProps
struct LogStoreProps
 address TelemetryAddress
 login? TelemetryLogin
 authority? SecretKey
struct LokiProps LogStoreProps
 tenant? string
struct MachineTypeProps NodeOptions
 extendedResources? number{}
 attachableVolumes? number{}
struct MailReceiverProps ReceiverOptions
 to string[]
 sender string
 smarthost string
 username? string
 password? SecretKey
struct MemberPlacement
 survive? Survive
 nodeLabels? string{}
 tolerates? Taint[]
 priority? Priority
class Mesh
 static none
 static istio props? IstioProps
 static ambient props? AmbientProps
class Microservice Workload
 new scope Construct, id string, props MicroserviceProps
struct MicroserviceProps WorkloadProps
 scaleOn? ScaleOn[]
 scaler? Scaler
 maxSurge? number
 locality? Locality
 canary? Canary
enum ModbusRegister COIL=CoilRegister DISCRETE_INPUT=DiscreteInputRegister HOLDING=HoldingRegister INPUT=InputRegister
struct ModbusRtuProps
 serialPort string
 baudRate? number
 unit number
struct ModbusTcpProps
 address string
 port? number
 unit number
struct ModbusVisitorProps
 register ModbusRegister
 offset number
 limit? number
 scale? number
 swapBytes? boolean
 swapRegisters? boolean
struct ModelBucketProps
 store ICallTarget
 credentials? Variable{}
class ModelLoad
 static of props ModelLoadProps
struct ModelLoadProps
 size Size
 source ModelSource
 bandwidth Bandwidth
 warmUp? Duration
class ModelSource
 static serverImage
 static volume mount Mount
 static image image Image, path string
 static bucket props ModelBucketProps
class MosquittoBroker StatefulService
 new scope Construct, id string, props MosquittoBrokerProps
 method client props MqttClientProps
struct MosquittoBrokerProps MosquittoProps
 away? Duration
struct MosquittoProps
 image Image
 resources WorkloadResources
 certificate TlsCertificate
 clients TopicRights{}
 dataClasses? DataClass[]
 own? TopicRights
 login? ClientLogin
 keeps? KeptMessages
 largestMessage? Size
 port? number
class Mount
 static shared volume SharedVolume, path string, options? MountOptions
 static secret secret SecretRef, path string, options? ContentMountOptions
 static secretFile secret SecretRef, key string, path string
 static configuration configuration Configuration, path string, options? ContentMountOptions
 static configurationFile configuration Configuration, file string, path string
 static own name string, path string, options? MountOptions
 static scratch path string, size Size
 static memory path string, size Size
 static ephemeral path string, props EphemeralVolume
 static image image Image, path string
 static token path string, props TokenOptions
 method at path string, options? MountOptions
struct MountOptions
 readOnly? boolean
struct MqttClientProps
 certificate? TlsCertificate
 password? SecretKey
 ca? SecretKey
 name? string
 prefix? string
struct MqttPushProps
 address string
 topic string
 qos? number
 retained? boolean
struct MutualAuthProps
 ca SecretKey
class NacosCentre StatefulService
 new scope Construct, id string, props NacosCentreProps
 method client options NacosClientOptions
 method push scope Construct, id string, options NacosPushOptions
 method groupOf configMap string
struct NacosCentreProps
 image Image
 auth SecretRef
 storage NacosStorage
 replicas? number
 resources? WorkloadResources
 logs? NacosVolume
 mcp? boolean
 inMesh? boolean
 placement? MemberPlacement
struct NacosClientOptions
 credentials SecretRef
 namespace? string
 format? ClientFormat
 dataIds? string[]
 configurations? Configuration[]
 registers? boolean
struct NacosControllerChartProps CatalogueChartProps
 imageTag? string
struct NacosPushOptions
 configuration Configuration
 credentials SecretRef
 namespace? string
 deletes? boolean
 keepsChanges? boolean
 controllerNamespace? string
class NacosStorage
 static embedded volume NacosVolume
 static mysql database DatabaseConnection
struct NacosVolume
 size Size
 storageClass? string
struct NeededReplicas
 steady number
 degraded? number
struct NetworkSlice
 name string
 guaranteed Bandwidth
 latency Duration
class NodeClass
 static ec2 name string
 static aks name string
 static of group string, kind string, name string
class NodeEncryption
 static ciliumWireGuard
 static ciliumIpsec
 static calicoWireGuard
 static other reason string
struct NodeJobProps
 sites EdgeSite[]
 concurrency? number
 timeout? Duration
 failureTolerance? number
struct NodeLocalCacheProps
 address? string
 serviceAddress? string
struct NodeOptions
 hugePages2Mi? Size
 hugePages1Gi? Size
 windowsGuests? boolean
 pinsCores? boolean
 realtime? boolean
 logRotation? LogRotation
 price? Price
class NodePool Construct
struct NodePoolProps
 nodeType NodeType
 capacity? CapacityType
 price? Price
 zones? string[]
 minNodesPerZone? number
 maxNodesPerZone? number
 spares? Spares
 provisioner? Provisioner
 nodeGroup? string
 labels? string{}
 taints? Taint[]
class NodeReserve
 static explicit reserve ExplicitReserve
 static aws
class NodeType
 static of name string, props NodeTypeProps
 static aws instanceType string, props? AwsNodeTypeProps
 static azure vmSize string, props AzureNodeTypeProps
 static gcp machineType string, props GcpNodeTypeProps
 static reported file string, props? ReportedNodeTypeProps
struct NodeTypeProps NodeOptions
 cpu Cpu
 memory Size
 reserve NodeReserve
 ephemeralStorage? Size
 architecture? Architecture
 extendedResources? number{}
 maxPods? number
 attachableVolumes? number{}
class NodeUpgrade Construct
 new scope Construct, id string, props NodeUpgradeProps
struct NodeUpgradeProps NodeJobProps
 version string
 image? string
 digests? string{}
 requireConfirmation? boolean
struct NumberPropertyProps PropertyProps
 unit? string
 minimum? number
 maximum? number
class ObjectStore
 static rook props RookObjectStoreProps
 static bucketClaims props BucketClaimStoreProps
 static cosi props CosiStoreProps
class Observability Construct
 new cluster Cluster, id string, props ObservabilityProps
 method observe stack AutonomousStack, options? ObserveOptions
struct ObservabilityProps
 prometheus Prometheus
 receivers? Receiver[]
 queueWait? Duration
struct ObserveOptions
 availability? number
 requests? RequestMetric{}
 receivers? Receiver[]
 deviceSilence? Duration
 seriesPerPod? number
enum OcppVersion V1_6=ocpp1.6 V2_0_1=ocpp2.0.1
class OnboardComputer
 static of name string, props OnboardComputerProps
struct OnboardComputerProps
 cores number
 memory Size
 reservedCores? number
 reservedMemory? Size
 devices? number{}
 architecture? Architecture
 storage? Size
 hugePages2Mi? Size
 hugePages1Gi? Size
 realtime? boolean
struct OnboardMachineProps OnboardPartition GuestOptions
 guest GuestSystem
 disk VirtualDisk
 storageClass? string
 architecture? Architecture
 tuning? GuestTuning
struct OnboardPartition
 cores number
 memory Size
 computer? OnboardComputer
 priority? Priority
class OnboardPlatform Construct
 new scope Construct, id string, props OnboardPlatformProps
 method addMachine name string, props OnboardMachineProps
 method addTask name string, props OnboardTaskProps
 method addTimetable name string, props OnboardTimetableProps
struct OnboardPlatformProps
 computers OnboardComputer[]
 zone? string
struct OnboardTaskProps OnboardPartition ContainerOptions
 image Image
 devices? number{}
 ports? Port[]
 sheddable? boolean
struct OnboardTimetableProps
 tasks TimetableTaskProps[]
 within? Duration
struct OnvifProps
 address string
 user? string
 passwordFile? string
struct OpcUaProps
 url string
 securityPolicy? string
 securityMode? string
 certificateFile? string
 keyFile? string
class Origin
 static pods props OriginPodsProps
 static cidr cidr string
struct OriginPodsProps
 namespace string
 labels? string{}
 serviceAccount? string
struct OutageBuffer
 mountPath string
 perDay DataSize
 storageClass? string
enum PackingEffort QUICK=quick STANDARD=standard THOROUGH=thorough
class Peer +ICallTarget
 static host host string, port number, protocol? PeerProtocol
 static cidr cidr string, port number, protocol? PeerProtocol
 static pods namespace string, labels string{}, port number, protocol? PeerProtocol
 method within residency Residency
enum PeerProtocol TLS=TLS HTTP=HTTP TCP=TCP UDP=UDP
class Placement
 constant AUTOMATIC
 constant RESERVED
 constant STEERED
 constant FREE
class Plan
 static of construct IConstruct
 method startFrom file string
 method toTable coloured? boolean
 method toMarkdown
 method toHtml
 method toJson
 method write directory? string
struct PlatformLayer SecurityLayer
 images? ImageSignatures
 runtime? RuntimeDetection
struct PodDnsConfig
 nameservers? string[]
 searches? string[]
 options? PodDnsOption[]
struct PodDnsOption
 name string
 value? string
struct PodOptions ContainerOptions
 uses? Use[]
 dataClasses? DataClass[]
 identity? IdentityOptions
 security? SecurityOptions
 spot? SpotShare
 helpers? Helper[]
 lifecycle? Lifecycle
struct PodPatch
 hostAliases? HostAlias[]
 dnsConfig? PodDnsConfig
 shareProcessNamespace? boolean
 runtimeClassName? string
 readinessGates? PodReadinessGate[]
 spec? any{}
 containers? any{}{}
 annotations? string{}
class PodProfile
 static restricted
 static edgeDevice props EdgeDeviceProps
struct PodReadinessGate
 conditionType string
enum PodSecurity RESTRICTED=restricted BASELINE=baseline PRIVILEGED=privileged
class PodSpread
 static nodes
 static zones
 static nodesAndZones
struct PodUser
 construct Construct
 stack AutonomousStack
 name string
 selector string{}
class Port
 static http number number, options? PortOptions
 static http2 number number, options? PortOptions
 static grpc number number, options? PortOptions
 static tcp number number, options? PortOptions
 static udp number number, options? PortOptions
struct PortOptions
 name? string
enum PortProtocol HTTP=http HTTP2=http2 GRPC=grpc TCP=tcp UDP=udp
struct PostgresBackup
 bucket BucketConnection
 schedule? string
 keep? Duration
 folder? string
 bandwidth? Bandwidth
 window? Duration
 dataSize? Size
 resources? WorkloadResources
struct PostgresCertificates
 server SecretRef
 authority SecretRef
struct PostgresClientOptions
 pool? number
 format? ClientFormat
 readOnly? boolean
 credentials? SecretRef
 authority? SecretRef
class PostgresCluster Construct
 new scope Construct, id string, props PostgresClusterProps
 method client database string, options? PostgresClientOptions
 method connection database string, options PostgresConnectionOptions
struct PostgresClusterProps
 image Image
 resources WorkloadResources
 storage Size
 databases PostgresDatabase[]
 dataClasses? DataClass[]
 instances? number
 walStorage? Size
 storageClass? string
 maxConnections? number
 durability? PostgresDurability
 synchronousStandbys? number
 parameters? string{}
 pooler? PostgresPooler
 certificates? PostgresCertificates
 backup? PostgresBackup
 restore? PostgresRestore
 podMonitor? boolean
 operatorNamespace? string
 apiServer? Peer
 placement? MemberPlacement
struct PostgresConnectionOptions
 password Credential
 connections number
 clients? Origin
 authority? SecretRef
struct PostgresDatabase
 name string
 credentials SecretRef
 owner? string
 extensions? string[]
enum PostgresDurability REQUIRED=required PREFERRED=preferred ASYNCHRONOUS=asynchronous
struct PostgresPooler
 image Image
 resources WorkloadResources
 instances? number
 poolSize? number
 maxClients? number
 perSession? boolean
struct PostgresRestore
 bucket BucketConnection
 server string
 folder? string
 until? string
struct PrewarmGate
 image Image
 apiServer Peer
 patience? Duration
struct PrewarmImage
 image Image
 size DataSize
struct PrewarmNight
 at string
 timeZone string
 stack AutonomousStack
 image Image
 apiServer Peer
class Price
 static perHour amount number
 method toPerHour
class Priority Construct
struct PriorityProps
 value number
 preempts? boolean
 description? string
class ProductionLine Construct
 new scope Construct, id string, props ProductionLineProps
struct ProductionLineProps
 site EdgeSite
 edgeNode EdgeNode
 robots LineRobot[]
 properties DeviceProperty[]
 mapperImage Image
 certificate SecretRef
 nodeLabels? string{}
 mapperResources? WorkloadResources
 securityPolicy? string
 collect? Duration
struct ProfiledDemand ServiceLevel
 profile DemandProfile
class ProgramFolder
 static of place string
 method file name string
class Prometheus
 static operator props? PrometheusOperatorProps
struct PrometheusOperatorProps
 namespace? string
 labels? string{}
 alertmanagerLabels? string{}
 interval? Duration
 maxSeries? number
enum PropertyAccess READ_ONLY=ReadOnly READ_WRITE=ReadWrite
struct PropertyProps
 visitor PropertyVisitor
 access? PropertyAccess
 description? string
 dataClasses? DataClass[]
class PropertyVisitor
 static modbus props ModbusVisitorProps
 static opcUa nodeId string, browseName? string
 static onvifFrames folder string, format? string, frames? number
 static ble characteristicUuid string
 static custom protocol DeviceProtocol, configData string{}
struct ProportionalChainProps
 stages ServiceTime{}
 network? Duration
class Provisioner
 static external
 static karpenter props KarpenterProps
 static eksNodeGroups
 static gkeNodePools
 static aksNodePools
class PublishedPlan Construct
 new cluster Cluster, props? PublishedPlanProps
struct PublishedPlanProps
 namespace? string
class PushMethod
 static mqtt props MqttPushProps
 static http props HttpPushProps
 static influxDb props InfluxPushProps
 static mysql props DatabasePushProps
 static tdEngine address string, database string
 static redis address string, database? number
 method within residency Residency
enum QueuePreemption NEVER=Never LOWER_PRIORITY=LowerPriority ANY=Any
class QueuePriority Construct
 new cluster Cluster, id string, props QueuePriorityProps
struct QueuePriorityProps
 value number
 description? string
enum Queueing POOLED=pooled SPLIT=split
struct QuietTime
 schedule string
 duration Duration
class Quota
 static of pool GpuPool, props QuotaProps
 static planned pool GpuPool, limits? QuotaLimits
struct QuotaLimits
 borrowing? number
 lending? number
struct QuotaProps QuotaLimits
 nominal number
class Rate
 static perSecond amount number
 static perMinute amount number
 method toPerSecond
class Rdma
 static of props RdmaProps
struct RdmaProps
 resource string
 devicesPerNode number
 network? string
class Receiver +ITenantReceiver
 static webhook url SecretKey, options? ReceiverOptions
 static mail props MailReceiverProps
 static weChat props WeChatReceiverProps
 static pagerDuty routingKey SecretKey, options? ReceiverOptions
 static slack url SecretKey, channel string, options? ReceiverOptions
struct ReceiverOptions
 name? string
 severities? AlertSeverity[]
 alerts? string[]
 sendResolved? boolean
struct ReconnectLimits
 within? Duration
 maxRate? number
struct RedisAccess
 password Credential
 user? string
 tls? boolean
 pods? string{}
 network? string
struct RedisClientOptions
 format? ClientFormat
 credentials? SecretRef
 ca? SecretRef
class RedisCluster StatefulService
 new scope Construct, id string, props RedisClusterProps
 method client options? RedisClientOptions
 method connection password Credential, clients? Origin
struct RedisClusterProps
 image Image
 data Size
 auth SecretRef
 replicas? number
 persistence? RedisVolume
 eviction? RedisEviction
 tls? SecretRef
 rewritten? number
 cpu? Cpu
 resources? WorkloadResources
 inMesh? boolean
 placement? MemberPlacement
 dataClasses? DataClass[]
class RedisConnection
 static standalone props RedisStandaloneProps
 static sentinel props RedisSentinelProps
enum RedisEviction NONE=noeviction LEAST_RECENT=allkeys-lru LEAST_FREQUENT=allkeys-lfu LEAST_RECENT_EXPIRING=volatile-lru SOONEST_EXPIRING=volatile-ttl
struct RedisSentinelProps RedisAccess
 sentinels string[]
 masterName string
 sentinelPods? string{}
 redisPort? number
struct RedisStandaloneProps RedisAccess
 host string
 port? number
struct RedisVolume
 size? Size
 storageClass? string
struct RegistryLoginProps SecretOptions
 store SecretStore
 host string
 username string
 password string
 name? string
class RemoteOperation Construct
 new scope Construct, id string, props RemoteOperationProps
struct RemoteOperationProps
 logs string[]
 commands? string[]
struct ReplicaRange
 min number
 max number
 degraded? number
class Replicas
 static fixed count number
 static needed need NeededReplicas
 static autoscaled bounds ReplicaRange
 static forDemand demand Demand
 static forProfile demand ProfiledDemand
 static forThroughput demand ThroughputDemand
 static forConnections demand ConnectionDemand
struct ReportedNodeTypeProps
 labels? string{}
 price? Price
class ReportedNodes Construct
struct ReportedNodesProps
 file string
 prices? Price{}
 zone? string
 ignoredLabels? string[]
struct RequestHistogramProps
 name string
 bounds Duration[]
 inMillis? boolean
 failed? string
class RequestMetric
 static histogram props RequestHistogramProps
struct ReservedMachineTypeProps MachineTypeProps
 reserve NodeReserve
 ephemeralStorage? Size
class Residency
 static of code string
 method liesIn other Residency
struct RestoreDrillProps
 schedule string
 image Image
 apiServer Peer[]
 within? Duration
 check? string[]
 checkImage? Image
 resources? WorkloadResources
 namespace? string
struct RookObjectStoreProps
 name string
 storageClass string
 namespace? string
 port? number
 allows? BucketField[]
 ca? SecretRef
 maxObjects? number
 capacity? Size
class RouteFault
 static delay time Duration, percent number
 static abort httpStatus number, percent number
class RouteMatch
 static all
 static path path string
 static pathPrefix prefix string
 static pathRegex regex string
 static anyOf matches RouteMatch[]
 method withMethod method string
 method withHeader name string, value TextMatch
 method withQuery name string, value TextMatch
struct RouteMirror
 target IRouteTarget
 percent number
struct RouteOptions CallRouteOptions
 pathPrefix? string
 match? RouteMatch
 rewrite? RouteRewrite
 cors? CorsOptions
 jwt? Jwt
 certificate? string
 tls? GatewayTls
class RouteRewrite
 static path path string
 static regex match string, substitution string
 static host host string
 method withHost host string
struct RouteShare
 target IRouteTarget
 weight number
 subset? string
struct RuntimeAgentProps
 namespace? string
 cpu? Cpu
 memory? Size
 memoryLimit? Size
class RuntimeDetection
 static falco props? RuntimeAgentProps
 static tetragon props? RuntimeAgentProps
struct S3BucketProps
 bucket string
 region string
 endpoint? string
 accessKey Credential
 secretKey Credential
 ca? SecretKey
 reachableByClients? boolean
 pods? string{}
 podPort? number
 network? string
 residency? Residency
struct ScaleBehaviour
 stabilisation? Duration
 steps? ScaleStep[]
 smallestStep? boolean
 disabled? boolean
class ScaleOn
 static cpu target? Utilisation
 static memory target? Utilisation
 static schedule schedule ScaleSchedule
 static external metric ExternalMetric
 static concurrency metric ConcurrencyMetric
struct ScaleSchedule
 start string
 end string
 timezone string
 replicas number
class ScaleStep
 static pods count number, within Duration
 static percent percent number, within Duration
class Scaler
 static hpa props? ScalerProps
 static keda props? KedaProps
struct ScalerProps
 scaleUp? ScaleBehaviour
 scaleDown? ScaleBehaviour
enum SchedulerScoring LEAST_ALLOCATED=LeastAllocated MOST_ALLOCATED=MostAllocated
class SecretKey Variable
struct SecretOptions
 version? string
 reloader? boolean
class SecretRef
 static external scope Construct, id string, props ExternalSecretProps
 static registryLogin scope Construct, id string, props RegistryLoginProps
 static existing name string, keys string[], options? SecretOptions
 method key name string
class SecretStore
 static cluster name string
 static namespaced name string
struct SecurityException
 rule SecurityRule
 path string
 reason string
struct SecurityLayer
 exceptions? SecurityException[]
struct SecurityOptions
 user? number
 group? number
 fileGroup? number
 capabilities? Capability[]
 writableRoot? string
enum SecurityRule SENDERS_KNOWN=senders-known DATA_LISTED=data-listed MESSAGES_SIGNED=messages-signed RETENTION_KEPT=retention-kept LAW_KNOWN=law-known VEHICLES_ASSURED=vehicles-assured PODS_ENCRYPTED=pods-encrypted ENTRANCES_ENCRYPTED=entrances-encrypted EXITS_ENCRYPTED=exits-encrypted CERTIFICATES_OUTLAST=certificates-outlast PODS_RESTRICTED=pods-restricted IMAGES_PINNED=images-pinned IMAGES_SIGNED=images-signed VOLUMES_ENCRYPTED=volumes-encrypted SECRETS_REFERENCED=secrets-referenced API_AUDITED=api-audited PROCESSES_WATCHED=processes-watched CLIENTS_KNOWN=clients-known CALLS_ALLOWED=calls-allowed HOSTS_NAMED=hosts-named
class ServerlessFunction StackPods +ICallTarget
 new scope Construct, id string, given ServerlessFunctionProps
struct ServerlessFunctionProps PodOptions
 image Image
 resources WorkloadResources
 maxScale number
 minScale? number
 concurrency? number
 port? Port
 timeout? Duration
 command? string[]
 args? string[]
 scratch? Size
 ingressNamespace? string
struct ServiceLevel
 service ServiceTime
 workers number
 latency Latency
 queueing? Queueing
 serviceVariability? Variability
 arrivalVariability? Variability
struct ServiceOptions
 headless? boolean
 affinity? ClientAffinity
class ServiceTime
 static micros amount number
 static millis amount number
 static seconds amount number
 method toSeconds
struct ServiceVolume
 name string
 mountPath string
 size Size
 storageClass? string
 accessMode? AccessMode
class Share
 static percent percent number
 static percentOfCost percent number
 static of props ShareProps
struct ShareProps
 cpu? Cpu
 memory? Size
 pods? number
 devices? number{}
class SharedVolume Construct
 new scope Construct, id string, props SharedVolumeProps
struct SharedVolumeProps
 size Size
 storageClass? string
 accessMode? AccessMode
 volumeName? string
 dataClasses? DataClass[]
struct SidecarProps HelperProps
 ports? Port[]
 health? Health
 startup? Duration
 lifecycle? Lifecycle
class SimulationBatch StackPods
 new scope Construct, id string, given SimulationBatchProps
struct SimulationBatchProps PodOptions
 image Image
 scenarios string[]
 resources WorkloadResources
 parallelism? number
 pace? BatchPaceProps
 retries? number
 failuresAllowed? number
 deadline? Duration
 queue? LocalQueue
 queuePriority? QueuePriority
 priority? Priority
 nodeLabels? string{}
 tolerates? Taint[]
 command? string[]
 args? string[]
 scratch? Size
struct SinkParts
 name string
 config any
 extensions any{}
 secrets SecretKey[]
 env any[]
 identity? string{}
struct SiteChargersProps
 edgeNode EdgeNode
 chargers string[]
 connectors? number
class SiteLayout
 static of nodes* LayoutNode[]
struct SiteOverride
 sites EdgeSite[]
 replicas? Replicas
 resources? WorkloadResources
 image? Image
 args? string[]
 env? string{}
 config? string{}
class SitePreset
 static swapStation
 static chargingSite
 static factory
 static mecRoadside
 static vehicle
struct SpanProps
 perRequest? number
 size? DataSize
class Spares
 static forAvailability props SparesProps
struct SparesProps
 failures FailureRate
 repair Duration
 availability number
 takeLostPods? boolean
class SpotShare
 static all
 static of share number
 method toString
class Spring
 static boot options? SpringBootOptions
struct SpringBootOptions
 port? Port
 managementPort? Port
 startup? Duration
 grace? Duration
 heap? JvmHeapOptions
 env? string{}
 variables? Variable{}
struct SpringBootProps
 ports Port[]
 metricsPort Port
 metricsPath string
 health Health
 startup Duration
 grace Duration
 env string{}
 variables Variable{}
class StackPods Construct
 method calls target ICallTarget, ports? Port[]
 method admits origin Origin, ports? Port[]
struct StartedByHand FootprintDaemon
 pods number
class StatefulService Workload
 new scope Construct, id string, props StatefulServiceProps
struct StatefulServiceProps WorkloadProps
 volumes? ServiceVolume[]
 peerPorts? Port[]
class StorageClass
struct StorageClassProps
 accessModes AccessMode[]
 isDefault? boolean
 expandable? boolean
 encrypted? boolean
 maxFiles? number
 capacity? Size
struct StoredLogin
 store SecretStore
 username string
 password string
class StreamTopic Construct
 new scope Construct, id string, props StreamTopicProps
 method consumer options? TopicConsumerOptions
 method producer options? TopicProducerOptions
struct StreamTopicProps
 cluster KafkaCluster
 topicName? string
 rate Rate
 messageSize Size
 cleanup TopicCleanup
 replication? number
 order? TopicOrder
 partitions? number
 perPartition? Bandwidth
 growth? number
 config? string{}
 dataClasses? DataClass[]
 residency? Residency
struct StrimziChartProps CatalogueChartProps
 watchNamespaces? string[]
class Survive
 static none
 static node
 static zone
class Taint
 static noSchedule key string, value? string
 static noExecute key string, value? string
struct TcpRouteOptions
 port? number
class TeamAccess Construct
 new scope Construct, id string, props TeamAccessProps
struct TeamAccessProps
 groups string[]
 startedByHand? StartedByHand[]
class TelemetryAddress
 static inside props InsideAddressProps
 static outside host string, port? number
 static privately host string, cidr string, port? number
 method under residency Residency
class TelemetryLogin
 static bearer token SecretKey
 static basic user SecretKey, password SecretKey
class Tenant Construct
 new scope Construct, id string, props TenantProps
 method admits caller Tenant, targets? IConstruct[]
 method limitIn cluster Cluster, share Share
struct TenantProps
 clusters? Cluster[]
 ownClusters? Cluster[]
 sites? ITenantSite[]
 share? Share
 people? Access[]
 receivers? ITenantReceiver[]
struct TensorRtProps
 version string
 cuda string
 computeCapability string
class TextMatch
 static exact value string
 static prefix value string
 static regex value string
 static present
struct ThroughputDemand
 arrivals Rate
 perReplica Rate
 max? number
struct TimetableStepProps
 on OnboardComputer
 takes Duration
struct TimetableTaskProps
 name string
 steps TimetableStepProps[]
class TlsCertificate
 static secret secret SecretRef
 static issued props IssuedCertificateProps
enum TlsEnd SERVICE=service GATEWAY=gateway
struct TlsRouteOptions TcpRouteOptions
 gatewayPort? number
 end? TlsEnd
 certificate? string
 clientCertificates? boolean
 onlyTls13? boolean
struct TokenOptions
 audience string
 expires? Duration
class TopicCleanup
 static retention time Duration
 static compaction keys number
 static compactionAndRetention keys number, time Duration
struct TopicConsumerOptions
 group? string
 workersPerReplica? number
 quota? Bandwidth
enum TopicOrder NONE=none BY_KEY=by-key
struct TopicProducerOptions
 transactionalId? string
 quota? Bandwidth
struct TopicRights
 publishes? string[]
 subscribes? string[]
class TopologyLevel
struct TopologyLevelProps
 name string
 nodeLabel string
class TopologyRequest
 static required level TopologyLevel
 static preferred level TopologyLevel
 static unconstrained
class TraceAgent
 static java image Image
 static nodeJs image Image
 static python image Image
 static dotNet image Image
struct TraceStore
 address TelemetryAddress
 login? TelemetryLogin
 authority? SecretKey
 retention? Duration
class Tracing Construct +ICallTarget
 new scope Construct, id string, props TracingProps
 method trace workload Workload, agent? TraceAgent
 method traceMesh stack AutonomousStack
struct TracingProps
 image Image
 store TraceStore
 percent number
 spans? SpanProps
 resources? CollectorResources
 perCore? Rate
enum TrainingFramework PYTORCH=pytorch JAX=jax XGBOOST=xgboost MPI=mpi TENSORFLOW=tensorflow PYTORCH_JOB=pytorch-job MPI_JOB=mpi-job MXNET=mxnet
class TrainingJob StackPods
 new scope Construct, id string, given TrainingJobProps
struct TrainingJobProps PodOptions
 framework TrainingFramework
 image Image
 nodes number
 minNodes? number
 resources WorkloadResources
 queue? LocalQueue
 volcanoQueue? VolcanoQueue
 queuePriority? QueuePriority
 priority? Priority
 topology? TopologyRequest
 nodeLabels? string{}
 tolerates? Taint[]
 survive? Survive
 command? string[]
 args? string[]
 rdma? Rdma
 rdmaDevices? number
 sharedMemory? Size
 scratch? Size
 retries? number
 deadline? Duration
class Use
struct UseParts ContainerOptions
 targets? any[]
struct UserPods
 planned number
 max number
class Utilisation
 static percent percent number
 method toRatio
class Variability
 static none
 static random
 static coefficient value number
class Variable
 static podName
 static podNamespace
 static podIp
 static podUid
 static podLabel key string
 static nodeName
 static nodeIp
 static nodeZone
 static memoryLimit
 static cpuRequest
 static goMemoryLimit share? number
 static goMaxProcs
 static jvmHeap props? JvmHeapOptions
 static notSecret value string, reason string
struct VariableContext
 memoryLimit number
 cpuLimited? boolean
class VariableSource
 static configuration configuration Configuration, options? VariableSourceOptions
 static secret secret SecretRef, options? VariableSourceOptions
struct VariableSourceOptions
 prefix? string
struct VehicleAssurance
 secureBoot string
 encryptedStorage string
 integrity string
class VehicleGateway
 static gbt32960 props Gbt32960Props
 static jt808 props Jt808Props
struct VeleroChartProps CatalogueChartProps
 credentialsSecret string
 nodeAgent? boolean
class VirtualDisk
 static registry url string, size Size
 static http url string, size Size
 static blank size Size
class VirtualMachine StackPods +ICallTarget
 new scope Construct, id string, props VirtualMachineProps
struct VirtualMachineProps GuestOptions
 cpus number
 memory Size
 disk VirtualDisk
 guest? GuestSystem
 firmware? GuestFirmware
 architecture? Architecture
 tuning? GuestTuning
 virtioDrivers? boolean
 grace? Duration
 pinned? boolean
 accelerator? AcceleratorRequest
 migrates? boolean
 startedByHand? boolean
 storageClass? string
 ports? Port[]
 survive? Survive
 nodeLabels? string{}
 tolerates? Taint[]
 priority? Priority
class VolcanoQueue Construct
 new cluster Cluster, id string, props VolcanoQueueProps
struct VolcanoQueueProps
 quota Quota
 reclaimable? boolean
 priority? number
class VolumeEncryption
 static awsEbs kmsKeyId? string
 static azureDisk diskEncryptionSetId string
 static gcpDisk kmsKey string
 static alibabaDisk kmsKeyId? string
class Waypoint
 static none
 static perNamespace
 static perService
struct WeChatReceiverProps ReceiverOptions
 corpId string
 agentId string
 secret SecretKey
 toUser? string
 toParty? string
 toTag? string
class Workload Construct +IRouteTarget +ICallTarget
 method addSubset name string, labels string{}
 method calls target ICallTarget, ports? Port[]
 method admits origin Origin, ports? Port[]
 method exposeOutside exposure? Exposure
class WorkloadPod
 method patch patch PodPatch
struct WorkloadProps ContainerProps
 survive? Survive
 sheddable? boolean
 inMesh? boolean
 service? ServiceOptions
 zones? string[]
struct WorkloadResources
 cpu Cpu
 memory Size
 memoryLimit? Size
 cpuLimit? Cpu
 accelerator? AcceleratorRequest
 hugePages2Mi? Size
 hugePages1Gi? Size
 extended? number{}
`;
