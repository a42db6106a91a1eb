/** The program of src/drift/agent in one file. Written by `npx projen drift-program`. */
export const PROGRAM = String.raw`
"use strict";var import_fs=require("fs"),import_http=require("http");var import_https=require("https"),ApiRefused=class extends Error{constructor(status,path){super(${'`'}the API server answers ${'${'}path}\
 with ${'${'}status}${'`'});this.status=status}status},ANSWER_MILLISECONDS=6e4;function ask({url,token,ca},path){return new Promise(
(resolve,reject)=>{let headers={authorization:${'`'}Bearer ${'${'}token()}${'`'},accept:"application/json"},sent=(0,import_https.request)(
${'`'}${'${'}url}${'${'}path}${'`'},{headers,ca,timeout:ANSWER_MILLISECONDS},answer=>{let parts=[];answer.on("data",part=>parts.push(part)),
answer.on("error",reject),answer.on("end",()=>{try{let{statusCode=0}=answer;if(statusCode!==200)throw new ApiRefused(statusCode,
path);resolve(JSON.parse(Buffer.concat(parts).toString("utf8")))}catch(error){reject(error)}})});sent.on("timeout",()=>sent.
destroy(new Error(${'`'}the API server does not answer ${'${'}path}${'`'}))),sent.on("error",reject),sent.end()})}var PAGE=500;async function each(get,path,kind,take){
let next="";do{let more=next===""?"":${'`'}&continue=${'${'}encodeURIComponent(next)}${'`'},{items,metadata}=await get(${'`'}${'${'}path}?limit=${'${'}PAGE}${'${'}more}${'`'});
items.forEach(item=>take({kind,...item})),next=metadata?.continue??""}while(next!=="")}var LISTED=[{kind:"Node",group:"",resource:"nodes",path:"/api/v1/nodes"},{kind:"Pod",group:"",resource:"pods",path:"/api\
/v1/pods"},{kind:"Deployment",group:"apps",resource:"deployments",path:"/apis/apps/v1/deployments"},{kind:"StatefulSet",
group:"apps",resource:"statefulsets",path:"/apis/apps/v1/statefulsets"},{kind:"DaemonSet",group:"apps",resource:"daemons\
ets",path:"/apis/apps/v1/daemonsets"},{kind:"HorizontalPodAutoscaler",group:"autoscaling",resource:"horizontalpodautosca\
lers",path:"/apis/autoscaling/v2/horizontalpodautoscalers"}];var EMPTY="none",PLACED="placedByRuntime",ENDS=/(Job|Run|Workflow|Pod)$/;function isEnding(id){return ENDS.test(id.split(
"/")[1])}function byCodeUnit(a,b){return a===b?0:a<b?-1:1}function sortedBy(items,key){return Array.from(items,item=>({item,by:key(
item)})).sort((a,b)=>byCodeUnit(a.by,b.by)).map(({item})=>item)}function sortedEntries(record){return Object.entries(record).
sort(([a],[b])=>byCodeUnit(a,b))}function comparing(...comparisons){return(a,b)=>{for(let compare2 of comparisons){let order=compare2(a,b);if(order!==0)return order}
return 0}}var SUFFIXES={n:[1n,1000000000n],u:[1n,1000000n],m:[1n,1000n],"":[1n,1n],k:[1000n,1n],M:[1000000n,1n],G:[1000000000n,1n],
T:[10n**12n,1n],P:[10n**15n,1n],E:[10n**18n,1n],Ki:[2n**10n,1n],Mi:[2n**20n,1n],Gi:[2n**30n,1n],Ti:[2n**40n,1n],Pi:[2n**
50n,1n],Ei:[2n**60n,1n]},QUANTITY=/^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/;function parseQuantity(resource,text,rounding="\
up"){let match=QUANTITY.exec(String(text));if(!match||match[1]==="-")return;let[whole,fraction=""]=match[2].split("."),numerator=BigInt(
whole+fraction),denominator=10n**BigInt(fraction.length);if(match[3]!==void 0){let exponent=Number(match[3]);exponent>=0?
numerator*=10n**BigInt(exponent):denominator*=10n**BigInt(-exponent)}let[up,down]=SUFFIXES[match[4]??""];numerator*=up*(resource===
"cpu"?1000n:1n),denominator*=down;let value=(numerator+(rounding==="up"?denominator-1n:0n))/denominator;return value<=BigInt(
Number.MAX_SAFE_INTEGER)?Number(value):Number.MAX_SAFE_INTEGER}var BYTES=new Set(["memory","ephemeral-storage","storage"]);
function isBytes(resource){return BYTES.has(resource)||resource.startsWith("hugepages-")}function describeAmount(resource,amount,digits=2){return${'`'}${'${'}describeNumber(resource,amount,digits)} ${'${'}resource}${'`'}}function describeNumber(resource,amount,digits=2){
return resource==="cpu"?fixed(amount/1e3,digits):isBytes(resource)?Math.abs(amount)>=2**30?${'`'}${'${'}fixed(amount/2**30,digits)}\
 GiB${'`'}:${'`'}${'${'}fixed(amount/2**20,digits)} MiB${'`'}:String(amount)}function fixed(value,digits){let text=value.toFixed(digits);return text.
includes(".")?text.replace(/\.?0+$/,""):text}var MOST_NAMED=3;function amountsText(amounts,names){return names.map(name=>describeAmount(name,amounts[name]??0)).join(
", ")}function differingIn(planned,live,names=Object.keys({...planned,...live})){return[...new Set(names)].filter(name=>(planned[name]??
0)!==(live[name]??0)).sort()}function together(differences){let groups=new Map;for(let one of differences){let{code,about,
planned,live}=one,key=JSON.stringify([code,about,planned,live]);groups.set(key,[...groups.get(key)??[],one])}return[...groups.
values()].map(same=>{let{name:_,times:__,...first}=same[0],names=sortedBy(new Set(same.flatMap(({name})=>name??[])),name=>name),
count=same.reduce((sum,{times:times3=1})=>sum+times3,0);return{...first,...count>1&&{count},...names.length>0&&{examples:names.
slice(0,MOST_NAMED)}}})}function labelsText(labels){return sortedEntries(labels).map(([key,value])=>value===void 0?${'`'}no ${'${'}key}${'`'}:
${'`'}${'${'}key}=${'${'}value}${'`'}).join(", ")}function plus(a,b){let sum={...a};for(let[name,amount]of Object.entries(b))sum[name]=(sum[name]??0)+amount;return sum}function times(a,factor){
return Object.fromEntries(Object.entries(a).map(([name,amount])=>[name,amount*factor]))}function larger(a,b){let most={...a};for(let[name,amount]of Object.entries(b))most[name]=Math.max(most[name]??0,amount);
return most}function firstShortage(request2,available){return sortedEntries(request2).find(([name,amount])=>amount>0&&amount>
(available[name]??0))?.[0]}function fitOf(expected,observed,live){let burdens=burdensOf(observed,live),nodes=new Map;for(let[node,{pool,site}]of observed.
places){let key=keyOf(pool,site);nodes.set(key,[...nodes.get(key)??[],node])}let broken=new Map,burdened=new Set;for(let pool of expected.
pools)for(let site of pool.sites??[void 0]){let open=(nodes.get(keyOf(pool,site))??[]).filter(({closed})=>closed===void 0).
map(node=>burdens.get(node)??{}),missing2=isMadeOnDemand(pool)?0:Math.max(0,pool.nodes-open.length),borne=[...Array.from(
{length:missing2},()=>{}),...heaviestFirst(open,pool)].filter(burden=>burden===void 0||!isLight(burden)).slice(Math.max(
0,open.length-pool.nodes));if(borne.length>0){burdened.add(pool.id);let fault=faultOf(pool,borne);fault!==void 0&&!broken.
has(pool.id)&&broken.set(pool.id,site===void 0?fault:${'`'}at ${'${'}site}: ${'${'}fault}${'`'})}}return{broken,burdened}}function keyOf(pool,site){
return${'`'}${'${'}pool.id} ${'${'}site??""}${'`'}}function isMadeOnDemand({labels}){return Object.keys(labels).some(key=>key.startsWith("ka\
rpenter.sh/"))}function burdensOf(observed,live){let byName=new Map(live.nodes.map(node=>[node.name,node])),burdens=new Map,
add=(node,burden)=>{node&&observed.places.has(node)&&burdens.set(node,plus(burdens.get(node)??{},burden))};for(let[node,
{pool}]of observed.places){let lacks=Object.entries(pool.shape).map(([name,amount])=>[name,Math.max(0,amount-(node.allocatable[name]??
0))]);add(node,Object.fromEntries(lacks.filter(([,amount])=>amount>0)))}for(let{pods}of observed.strays.values())for(let group of pods)
group.nodes.forEach((n,name)=>add(byName.get(name),times2({...group.requests,pods:1},n)));for(let{id,pods}of observed.daemons.
values())for(let group of pods)group.nodes.forEach((_,name)=>{let node=byName.get(name),planned=(node&&observed.places.get(
node)?.pool.daemonsets[id])??{},more=Object.entries({...group.requests,pods:1}).map(([key,n])=>[key,Math.max(0,n-(planned[key]??
0))]);add(node,Object.fromEntries(more.filter(([,n])=>n>0)))});for(let group of live.pods.filter(({owner})=>owner.kind===
"Node"))group.nodes.forEach((n,name)=>add(byName.get(name),times2({...group.requests,pods:1},n)));return burdens}function times2(amounts,n){
return Object.fromEntries(Object.entries(amounts).map(([name,amount])=>[name,amount*n]))}function isLight(burden){return Object.
values(burden).every(amount=>amount===0)}function heaviestFirst(burdens,{shape}){let weight=burden=>Math.max(0,...Object.
entries(burden).map(([name,amount])=>amount/Math.max(1,shape[name]??0)));return[...burdens].sort((a,b)=>weight(b)-weight(
a))}function faultOf(pool,burdens){let share=({left})=>Math.min(...Object.keys(left).map(name=>left[name]/Math.max(1,pool.
shape[name]??left[name]))),rooms=pool.rooms.flatMap(room=>Array.from({length:room.nodes},()=>room)).sort((a,b)=>share(b)-
share(a));for(let burden of burdens){let at=rooms.findIndex(room=>burden===void 0?isEmpty(room):firstShortage(burden,room.
left)===void 0);if(at<0)return burden===void 0?missingText(rooms):shortText(burden,rooms[0]);rooms.splice(at,1)}}function isEmpty({
fullest}){return fullest===EMPTY}function missingText(rooms){let[last]=rooms.filter(room=>!isEmpty(room));return last?${'`'}${'${'}last.
fullest}: no node of the plan is to spare for one that is missing${'`'}:"no node is to spare for one that is missing"}function shortText(burden,room){
if(!room)return"no node is to spare";let name=firstShortage(burden,room.left);return${'`'}${'${'}room.fullest}: ${'${'}amountsText(burden,
[name])} less for planned pods on a node, ${'${'}amountsText({[name]:Math.max(0,room.left[name]??0)},[name])} can be spared${'`'}}var OF_POOL=/^(karpenter\.sh\/nodepool|eks\.amazonaws\.com\/nodegroup|cloud\.google\.com\/gke-nodepool|kubernetes\.azure\.com\/agentpool|cdk8s-autonomous\.dev\/(role|gpu-pool|onboard-platform|onboard-computer)|topology\.kubernetes\.io\/zone)$/,
CONTROL_PLANE=["node-role.kubernetes.io/control-plane","node-role.kubernetes.io/master"];function isControlPlane({labels}){
return CONTROL_PLANE.some(key=>key in labels)}var FAR=.5,ZONE="topology.kubernetes.io/zone",Pools=class{bySite=new Map;others;known=new Map;keys;constructor({
pools}){for(let pool of pools)for(let site of pool.sites??[])this.bySite.set(site,[...this.bySite.get(site)??[],pool]);this.
others=pools.filter(({sites})=>sites===void 0),this.keys=[...new Set(pools.flatMap(({labels})=>Object.keys(labels))),ZONE].
sort()}placeOf(node){if(isControlPlane(node)&&!this.keys.some(key2=>CONTROL_PLANE.includes(key2)))return;let site=Object.
values(node.labels).find(value=>this.bySite.has(value)),key=JSON.stringify([this.keys.map(name=>node.labels[name]??null),
node.taints]),candidates=this.known.get(key);candidates||(candidates=nearest(node,site===void 0?this.others:this.bySite.
get(site),site),this.known.set(key,candidates));let far=pool2=>distance(pool2.shape,node.allocatable),[pool]=candidates.
filter(one=>Object.keys(one.labels).length>0||far(one)<FAR).sort((x,y)=>far(x)-far(y));return pool&&{pool,...site!==void 0&&
{site}}}};function nearest(node,pools,site){let judged=pools.filter(pool=>site!==void 0||saysPool(node,pool)).map(pool=>{
let labels=labelsAt(pool,site),wrong=Object.entries(labels).filter(([key,value])=>node.labels[key]!==value).length,taints=pool.
taints.filter(taint=>!node.taints.some(({key})=>key===taint.key)).length,strange=node.taints.filter(taint=>!pool.taints.
some(({key})=>key===taint.key)).length;return{pool,labels:wrong,wrong:wrong+taints+strange,of:Object.keys(labels).length}}).
filter(({labels,of})=>labels<=Math.max(1,of/3)),least=Math.min(...judged.map(({wrong})=>wrong));return judged.filter(({wrong})=>wrong===
least).map(({pool})=>pool)}function saysPool({labels},pool){let wanted={...pool.labels,...pool.zone!==void 0&&{[ZONE]:pool.
zone}};return Object.keys({...labels,...wanted}).filter(key=>OF_POOL.test(key)).every(key=>wanted[key]===labels[key]||key===
ZONE&&pool.zone===void 0)}function labelsAt({labels,sites},site){let first=sites?.[0];return Object.fromEntries(Object.entries(
labels).map(([key,value])=>[key,value===first&&site!==void 0?site:value]))}function distance(a,b){return Object.keys(a).
reduce((sum,name)=>sum+Math.abs(1-(b[name]??0)/Math.max(1,a[name])),0)}var STILL="what the plan puts on these nodes still fits in every scenario",SHORT="what the plan puts on these nodes no l\
onger fits in every scenario";function nodeDifferences(expected,observed,fit){let judged=pool=>{let effect=fit.broken.has(
pool.id)?"breaks":"none";return{effect,meaning:effect==="breaks"?SHORT:STILL}},ofNodes=[...observed.places].flatMap(([node,
{pool,site}])=>[...shapeOf(node,pool,judged(pool)),...marksOf(node,pool,site)]);return together([...ofNodes,...expected.
pools.flatMap(pool=>countsOf(pool,observed,judged(pool))),...observed.strange.map(node=>({code:"NODE_UNPLANNED",about:"n\
odes",planned:${'`'}pools ${'${'}expected.pools.map(({id})=>id).slice(0,4).join(", ")}${'`'},live:${'`'}nodes of type ${'${'}node.labels["node.ku\
bernetes.io/instance-type"]??"unknown"} of none of these${'`'},effect:"none",meaning:"the plan does not count on them: nothin\
g that is proved depends on them",cure:["addNodePool for them, if they are to stay","else remove them: nobody counts wha\
t they cost"],name:node.name}))])}function shapeOf(node,pool,judged){let names=differingIn(pool.shape,node.allocatable,Object.
keys(pool.shape));if(names.length===0)return[];let less=names.some(name=>(node.allocatable[name]??0)<pool.shape[name]);return[
{code:"ALLOCATABLE_CHANGED",about:${'`'}pool ${'${'}pool.id}${'`'},planned:${'`'}${'${'}amountsText(pool.shape,names)} allocatable (${'${'}pool.nodeType}\
)${'`'},live:amountsText(node.allocatable,names),...less?judged:{effect:"none",meaning:"there is more than the plan counts on"},
cure:less?["the node type and reserves as the nodes are: NodeType, or addReportedNodes with ${'`'}kubectl get nodes -o json${'`'}",
"nodes of the planned type"]:["the node type as it is: the plan may then need fewer nodes"],name:node.name}]}function marksOf(node,pool,site){
let labels=Object.entries(labelsAt(pool,site)).filter(([key,value])=>node.labels[key]!==value),text=taints=>taints.map(({
key,value="",effect})=>${'`'}${'${'}key}${'${'}value&&${'`'}=${'${'}value}${'`'}}:${'${'}effect}${'`'}).sort(),[planned,live]=[text(pool.taints),text(node.taints)],
same=planned.join()===live.join(),unproven={about:${'`'}pool ${'${'}pool.id}${'`'},effect:"unproven",meaning:"pods may be kept off thes\
e nodes, or come to them, otherwise than planned",name:node.name};return[...labels.length===0?[]:[{...unproven,code:"NOD\
E_LABELS_CHANGED",planned:labelsText(Object.fromEntries(labels)),live:labelsText(Object.fromEntries(labels.map(([key])=>[
key,node.labels[key]]))),cure:["the labels as planned","labels of the pool as they are"]}],...same?[]:[{...unproven,code:"\
NODE_TAINTS_CHANGED",planned:planned.join(", ")||"no taint",live:live.join(", ")||"no taint",cure:["the taints as planne\
d","taints of the pool as they are"]}]]}function countsOf(pool,observed,judged){let own=[...observed.places].filter(([,place])=>place.
pool===pool),{id,sites,nodes,maxNodes=1/0}=pool,told={about:${'`'}pool ${'${'}id}${'`'},planned:${'`'}${'${'}nodes} ${'${'}nodes===1?"node":"nodes"}${'${'}sites?
" at each site":""}${'`'}},bySite=new Map((sites??[void 0]).map(site=>[site,[]]));return own.forEach(([node,{site}])=>bySite.
get(site)?.push(node)),[...bySite].flatMap(([site,some])=>{let closed=some.filter(node=>node.closed!==void 0),open=some.
length-closed.length,why=closed.length>0?${'`'}, and ${'${'}closed.length} that ${'${'}closed[0].closed}${'`'}:"",name=site??closed[0]?.name;
if(open<nodes&&!isMadeOnDemand(pool))return[{...told,...judged,code:"NODES_MISSING",live:${'`'}${'${'}open}${'${'}why}${'`'},cure:["bring th\
e nodes back","plan with the nodes that there are"],...name!==void 0&&{name}}];let most=isMadeOnDemand(pool)?maxNodes:nodes;
return open>most?[{...told,code:"NODES_MORE",live:${'`'}${'${'}open}${'`'},effect:"none",meaning:"nothing that is proved depends on the\
 nodes beyond the plan; they cost more than it says",cure:["take off the nodes beyond the plan","what asks for them: pod\
s that the plan does not know"],...site!==void 0&&{name:site}}]:[]})}var PLAIN=new Set(["Deployment","StatefulSet","DaemonSet","Job","CronJob","Pod","ReplicaSet","Rollout"]),Workloads=class{byId=new Map;made=new Map;counted=new Map;copies=new Map;firstOf=new Map;constructor({
workloads,pools}){for(let{sites=[]}of pools)sites.forEach(site=>this.firstOf.set(site,sites[0]));let siteOfPool=new Map(
pools.map(({id,sites})=>[id,sites?.[0]]));for(let workload of workloads){let[namespace,kind,name]=workload.id.split("/");
this.byId.set(workload.id,workload);let site=siteOfPool.get(workload.eligible[0]??"");if(site!==void 0&&name.endsWith(${'`'}-${'${'}site}${'`'})){
let key=${'`'}${'${'}site} ${'${'}kind} ${'${'}name.slice(0,-site.length-1)}${'`'};this.copies.set(key,[...this.copies.get(key)??[],workload])}let into=kind===
"Footprint"?this.counted:this.made;PLAIN.has(kind)||into.set(namespace,[...into.get(namespace)??[],{workload,kind,name}])}}matchOf(owner,labels){
let{namespace,kind,name}=owner,own=this.byId.get(${'`'}${'${'}namespace}/${'${'}kind}/${'${'}name}${'`'});return own?{workload:own,...this.siteIn(
name)}:this.copyOf(owner)??this.madeOf(owner,labels)??this.countedOf(owner)}siteIn(name){for(let at=name.indexOf("-");at>=
0;at=name.indexOf("-",at+1)){let site=name.slice(at+1);if(this.firstOf.has(site))return{site}}return{}}copyOf({namespace,
kind,name}){let{site}=this.siteIn(name);if(site===void 0)return;let same=this.copies.get(${'`'}${'${'}this.firstOf.get(site)} ${'${'}kind}\
 ${'${'}name.slice(0,-site.length-1)}${'`'})??[],workload=same.find(({id})=>id.startsWith(${'`'}${'${'}namespace}/${'`'}))??same[0];return workload&&
{workload,site}}madeOf({namespace,name},labels){let some=this.made.get(namespace)??[],exact=some.find(one=>one.name===name),
values=new Set(Object.entries(labels).filter(([key])=>!key.startsWith("app.kubernetes.io/")).map(([,value])=>value)),found=exact??
[one=>name.endsWith(${'`'}-${'${'}one.name}${'`'}),one=>name.startsWith(${'`'}${'${'}one.name}-${'`'}),one=>values.has(one.name)].map(fits=>longest(some.
filter(fits))).find(one=>one!==void 0);return found&&{workload:found.workload}}countedOf({namespace}){let[first]=this.counted.
get(namespace)??[];return first&&{workload:first.workload}}};function longest(some){return[...some].sort((a,b)=>b.name.length-
a.name.length)[0]}var Observed=class{places=new Map;strange=[];controlPlane=[];workloads;daemons=new Map;strays=new Map;constructor(expected,live){
this.workloads=new Map(expected.workloads.map(workload=>[workload.id,{workload,pods:[],objects:[],scalers:[]}]));let pools=new Pools(
expected);for(let node of live.nodes){let place=pools.placeOf(node);place?this.places.set(node,place):(isControlPlane(node)?
this.controlPlane:this.strange).push(node)}let known=new Workloads(expected);live.pods.forEach(group=>this.addPods(known,
group)),live.workloads.forEach(object=>this.addObject(known,object));for(let scaler of live.scalers){let found=known.matchOf(
scaler.target,{});found&&this.workloads.get(found.workload.id).scalers.push(scaler)}}addPods(known,group){let{namespace,
kind,name}=group.owner,id=${'`'}${'${'}namespace}/${'${'}kind}/${'${'}name}${'`'};if(kind==="Node")return;if(kind==="DaemonSet"){push(this.daemons,
id,group);return}let found=known.matchOf(group.owner,group.labels);found?this.workloads.get(found.workload.id).pods.push(
{group,...found.site!==void 0&&{site:found.site}}):push(this.strays,id,group)}addObject(known,object){let{namespace,kind,
name}=object.owner;if(kind==="DaemonSet")return;let found=known.matchOf(object.owner,{});if(found){this.workloads.get(found.
workload.id).objects.push(object);return}let id=${'`'}${'${'}namespace}/${'${'}kind}/${'${'}name}${'`'};!this.strays.has(id)&&(object.replicas??0)>
0&&this.strays.set(id,{id,pods:[]})}};function push(into,id,group){let known=into.get(id)??{id,pods:[]};known.pods.push(
group),into.set(id,known)}function countOf({nodes,waiting}){return[...nodes.values()].reduce((sum,n)=>sum+n,waiting)}function isNothing(amounts){
return Object.entries(amounts).every(([name,amount])=>name==="pods"||amount===0)}function replicaDifferences(observed,sites=[]){let{workload,pods,objects}=observed;return isEnding(workload.id)||workload.
id.split("/")[1]==="Footprint"||pods.length+objects.length===0?[]:[...scalingOf(observed),...countsOf2(observed,sites)]}
function rangeOf({workload:{planned,max,scaling}}){return[Math.min(planned,scaling?.min??planned),Math.max(planned,max??
planned)]}function countsOf2(observed,sites){let{workload,pods,objects}=observed,[least,most]=rangeOf(observed),bySite=new Map(
sites.map(site2=>[site2,0]));for(let{group,site:site2}of pods)bySite.set(site2,(bySite.get(site2)??0)+countOf(group));let[
asked]=objects;sites.length===0&&objects.length===1&&asked.replicas!==void 0&&asked.owner.kind!=="Job"&&(bySite.clear(),
bySite.set(void 0,asked.replicas));let wrong=[...bySite].filter(([,n2])=>n2<least||n2>most);if(wrong.length===0)return[];
let[[site,n]]=wrong,fits=n<=most+(workload.headroom??0),fewer=n<least;return[{code:"REPLICAS_CHANGED",about:workload.id,
planned:least===most?${'`'}${'${'}least} ${'${'}least===1?"pod":"pods"}${'`'}:${'`'}${'${'}least} to ${'${'}most} pods${'`'},live:${'`'}${'${'}n}${'${'}site===void 0?"":${'`'} at ${'${'}site}${'`'}}${'`'},
effect:fewer||!fits?"breaks":"unproven",meaning:fewer?"the places are there; what the pods were counted for, their deman\
d and the losses that they outlive, is not served":fits?"there is room for them at steady; losses and rollouts with so m\
any are not proved":"the plan has no places for so many",cure:["sync what is in Git","the number in the program, and pla\
n again"],...wrong.length>1&&{count:wrong.length,examples:wrong.slice(0,3).map(([at])=>at??"")}}]}function scalingOf({workload,
scalers,objects}){let planned=plannedRange(workload),text=range=>range===void 0?"no autoscaler":range.min===void 0?${'`'}at m\
ost ${'${'}range.max}${'`'}:${'`'}${'${'}range.min} to ${'${'}range.max}${'`'},[live]=scalers;if(objects.length===0&&live===void 0)return[];if((live===
void 0?planned===void 0:planned!==void 0&&live.max===planned.max&&(planned.min??live.min)===live.min)||live===void 0&&scalers.
length===0&&planned===void 0)return[];let more=live!==void 0&&live.max>(planned?.max??workload.planned);return[{code:"AU\
TOSCALER_CHANGED",about:workload.id,planned:text(planned),live:text(live),effect:"breaks",meaning:more?${'`'}places are prove\
d for ${'${'}planned?.max??workload.planned} pods: what comes beyond may find none${'`'}:"the peak that the plan was asked for is \
not reached, or not left again",cure:["sync what is in Git","the range in the program, and plan again"]}]}function plannedRange({
scaling,max}){return scaling??(max===void 0?void 0:{max})}var SYSTEM="kube-system";function strayDifferences(expected,observed,fit){let nodes=new Map([...observed.places].map(([node,
{pool}])=>[node.name,{node,pool}])),judged=names=>[...names].some(name=>fit.broken.has(nodes.get(name)?.pool.id??""))?{effect:"\
breaks",meaning:"beside it what is planned no longer fits on its nodes in every scenario"}:{effect:"none",meaning:"what \
is planned still fits beside it, in every scenario"};return[...[...observed.strays.values()].flatMap(({id,pods})=>{let total=pods.
reduce((sum,group)=>plus(sum,times(group.requests,countOf(group))),{}),judgement=judged(pods.flatMap(({nodes:on})=>[...on.
keys()]));if(id.startsWith(${'`'}${'${'}SYSTEM}/${'`'})&&judgement.effect==="none")return[];let count=pods.reduce((sum,group)=>sum+countOf(
group),0);return[{code:"WORKLOAD_UNPLANNED",about:id,planned:"nothing of that name",live:${'`'}${'${'}count} ${'${'}count===1?"pod":"po\
ds"}${'${'}isNothing(total)?" without requests":${'`'}, ${'${'}amountsText(total,namesOf(total))} in all${'`'}}${'`'},...judgement,cure:["cluster\
.include(chart), or addFootprint, with what it runs","remove it"]}]}),...daemonDifferences(expected,observed,nodes,judged)]}
function namesOf(amounts){return Object.keys(amounts).filter(name=>amounts[name]>0).sort()}function daemonDifferences(expected,observed,nodes,judged){
let planned=new Map;for(let{daemonsets}of expected.pools)Object.entries(daemonsets).forEach(([id,amounts])=>planned.set(
id,amounts));return[...observed.daemons.values()].flatMap(({id,pods})=>{let on=[...new Set(pods.flatMap(({nodes:some})=>[
...some.keys()]))].filter(name=>nodes.has(name)).sort(),[{requests}]=pods,before=planned.get(id)??countedDaemon(planned,
id);if(on.length===0||before===void 0&&id.startsWith(${'`'}${'${'}SYSTEM}/${'`'})&&isNothing(requests))return[];let told={about:id,count:on.
length,examples:on.slice(0,3),...judged(on)};if(before===void 0){let takes=isNothing(requests)?"no requests":amountsText(
requests,namesOf(requests));return[{...told,code:"DAEMONSET_UNPLANNED",planned:"no such daemonset",live:${'`'}${'${'}takes} of eac\
h of ${'${'}on.length} nodes${'`'},cure:["cluster.include(chart), or addFootprint, with the daemonset","remove it"]}]}let names=namesOf(
plus(before,requests)).filter(name=>name!=="pods"&&isOther(before[name]??0,requests[name]??0));return names.length===0?[]:
[{...told,code:"DAEMONSET_CHANGED",planned:${'`'}${'${'}amountsText(before,names)} of each node${'`'},live:amountsText(requests,names),
cure:["sync what is in Git","plan with what it takes now"]}]})}function isOther(planned,live){return planned!==live&&planned!==
2*live}function countedDaemon(planned,id){let parts=id.split("/"),counted=${'`'}${'${'}parts[0]}/Footprint/${'`'};return planned.get(${'`'}${'${'}counted}${'${'}parts[parts.
length-1]}${'`'})??[...planned].find(([name])=>name.startsWith(counted))?.[1]}var READ=new Map;function amountOf(resource,text,rounding="up"){let key=${'`'}${'${'}resource==="cpu"?"cpu":""} ${'${'}rounding} ${'${'}text}${'`'},
amount=READ.get(key);return amount===void 0&&(amount=parseQuantity(resource,text,rounding)??0,READ.set(key,amount)),amount}
function amountsOf(quantities,rounding){return Object.fromEntries(Object.entries(quantities??{}).map(([name,text])=>[name,
amountOf(name,text,rounding)]))}function requestsOf({resources={}}){return amountsOf({...resources.limits,...resources.requests})}
function podRequests(spec){let sidecars={},starting={};for(let init of spec.initContainers??[])starting=larger(starting,
plus(sidecars,requestsOf(init))),init.restartPolicy==="Always"&&(sidecars=plus(sidecars,requestsOf(init)));let running=(spec.
containers??[]).reduce((sum,one)=>plus(sum,requestsOf(one)),sidecars),{limits,requests}=spec.resources??{},whole={...amountsOf(
limits),...larger(running,starting),...amountsOf(requests)},asked=plus(whole,amountsOf(spec.overhead)),inMemory=(spec.volumes??
[]).filter(({emptyDir})=>emptyDir?.medium==="Memory").reduce((sum,one)=>sum+amountOf("memory",one.emptyDir.sizeLimit??0),
0);return inMemory>0?plus(asked,{memory:inMemory}):asked}function isRecord(value){return typeof value=="object"&&value!==null&&!Array.isArray(value)}var RULES=["nodeSelector","affinity","tolerations","topologySpreadConstraints","priorityClassName","schedulerName"],ADDED=/^node\.kubernetes\.io\/(not-ready|unreachable|memory-pressure|disk-pressure|pid-pressure|unschedulable|network-unavailable)$/;
function templateOf(spec){let containers=[...spec.initContainers??[],...spec.containers??[]],limited=containers.filter(({
resources})=>resources?.limits!==void 0),rules=RULES.filter(name=>spec[name]!==void 0&&spec[name]!=="default-scheduler");
return{images:Object.fromEntries(containers.map(({name,image})=>[name,image])),limits:Object.fromEntries(limited.map(({name,
resources})=>[name,amountsOf(resources.limits)])),rules:Object.fromEntries(rules.map(name=>[name,name==="tolerations"?tolerationsOf(
spec[name]):spec[name]]))}}function tolerationsOf(tolerations){return tolerations.filter(({key,operator})=>!(operator===
"Exists"&&ADDED.test(key??"")))}function differingRules(planned,live){return RULES.filter(name=>!(isEmpty2(planned[name])&&
isEmpty2(live[name]))&&!sameRule(planned[name],live[name]))}function sameRule(planned,live){return isRecord(planned)&&isRecord(
live)?Object.keys(live).filter(key=>!Object.hasOwn(planned,key)).length===0?isWithin(planned,live):!1:isWithin(planned,live)}
function isWithin(planned,live){return Array.isArray(planned)&&Array.isArray(live)?planned.length===live.length&&planned.
every((one,i)=>isWithin(one,live[i])):isRecord(planned)&&isRecord(live)?Object.entries(planned).every(([key,value])=>isWithin(
value,live[key])):planned===live||isEmpty2(planned)&&isEmpty2(live)}function isEmpty2(value){return value==null||JSON.stringify(
value)==="[]"||JSON.stringify(value)==="{}"}function workloadDifferences(observed,tried){let{workload,pods,objects}=observed;return pods.length===0&&objects.length===
0?workload.planned===0||isEnding(workload.id)?[]:[missing(workload)]:together([...requestsOf2(observed,tried),...templatesOf(
observed),...prioritiesOf(observed),...waitingOf(observed),...objects.flatMap(({owner,edits})=>editsOf(${'`'}${'${'}owner.namespace}\
/${'${'}owner.kind}/${'${'}owner.name}${'`'},edits)),...observed.scalers.flatMap(({target,name,edits})=>editsOf(${'`'}${'${'}target.namespace}/Ho\
rizontalPodAutoscaler/${'${'}name}${'`'},edits))])}function missing({id,planned}){return{code:"WORKLOAD_MISSING",about:id,planned:${'`'}${'${'}planned}\
 ${'${'}planned===1?"pod":"pods"}${'`'},live:"none, and no object that runs them",effect:"none",meaning:"its places are kept free:\
 all that runs still fits; it serves nobody",cure:["sync what is in Git","take it out of the program, if it is to go"]}}
function requestsOf2({workload,pods},tried){return pods.flatMap(({group})=>{let names=requestNames(workload,group.requests);
if(names.length===0)return[];let more=names.some(name=>(group.requests[name]??0)>(workload.requests[name]??0)),effect=more?
tried.broken===void 0?"unproven":tried.broken.length>0?"breaks":"none":"none",meanings={none:more?"tried again with what\
 they ask for now: everything still fits":"less is asked for: everything still fits",unproven:"more is asked for: with p\
lan.json at hand ${'`'}cdk8s-autonomous drift${'`'} says whether everything still fits",breaks:"tried again with what they ask for\
 now: not everything fits"};return[{code:"REQUESTS_CHANGED",about:workload.id,planned:${'`'}${'${'}amountsText(workload.requests,names)}\
 for each pod${'`'},live:amountsText(group.requests,names),effect,meaning:meanings[effect],cure:["sync what is in Git","plan \
with what they ask for: resources of the workload"],times:countOf(group)}]})}function requestNames({requests,sharesDevices},live){
let names=Object.keys({...requests,...live}).filter(name=>name!=="pods"&&(name!=="ephemeral-storage"||name in requests));
return differingIn(requests,live,sharesDevices?names.filter(name=>!name.includes("/")):names)}function templatesOf({workload,
pods,objects}){let{id,template,variants=[]}=workload;if(!template)return[];let own=objects.flatMap(({template:live})=>live?
[{live,times:1}]:[]),ofPods=pods.map(({group})=>({live:group.template,times:countOf(group)})),isFromObject=own.length>0;
return(isFromObject?own:ofPods).flatMap(({live,times:times3})=>{let[nearest2]=[template,...variants].map(planned=>[...imagesOf(
id,planned,live),...limitsOf(id,planned,live),...rulesOf(id,planned,live)]).sort((x,y)=>x.length-y.length);return nearest2.
map(one=>({...one,...!isFromObject&&{times:times3}}))})}function imagesOf(about,planned,live){return Object.entries(planned.
images).filter(([name,image])=>live.images[name]!==image).map(([name,image])=>({code:"IMAGE_CHANGED",about,planned:${'`'}${'${'}name}\
: ${'${'}image}${'`'},live:live.images[name]??"no such container",effect:"none",meaning:"the places hold whatever image runs; that\
 it is as fast as the plan sized it for, nobody says",cure:["sync what is in Git","the image in the program"]}))}function limitsOf(about,planned,live){
return Object.keys(planned.images).filter(name=>name in live.images).flatMap(name=>{let[before,now]=[planned.limits[name]??
{},live.limits[name]??{}],differing=differingIn(before,now),text=amounts=>${'`'}${'${'}name}: ${'${'}differing.map(one=>one in amounts?
${'`'}${'${'}describeNumber(one,amounts[one])} ${'${'}one}${'`'}:${'`'}no limit of ${'${'}one}${'`'}).join(", ")}${'`'};return differing.length===0?[]:[{code:"L\
IMITS_CHANGED",about,planned:text(before),live:text(now),effect:"none",meaning:"places are counted by requests: they hol\
d; a lower limit ends or slows pods that the plan counts on",cure:["sync what is in Git","the limits in the program"]}]})}
function rulesOf(about,planned,live){let placed=PLACED in planned.rules?["nodeSelector","affinity"]:[];return differingRules(
planned.rules,live.rules).filter(name=>!placed.includes(name)&&name!=="priorityClassName").map(name=>({code:"PLACEMENT_C\
HANGED",about,planned:${'`'}${'${'}name}: ${'${'}shortened(planned.rules[name])}${'`'},live:shortened(live.rules[name]),effect:"unproven",meaning:"\
pods may come to lie where the plan does not have them",cure:["sync what is in Git","the same in the program, and plan a\
gain"]}))}var LONGEST_RULE=160;function shortened(rule){let text=rule===void 0?"none":JSON.stringify(rule);return text.length>
LONGEST_RULE?${'`'}${'${'}text.slice(0,LONGEST_RULE)}...${'`'}:text}function prioritiesOf({workload,pods}){return pods.filter(({group})=>group.
priority!==workload.priority).map(({group})=>({code:"PRIORITY_CHANGED",about:workload.id,planned:String(workload.priority),
live:String(group.priority),effect:"unproven",meaning:"who waits and who is evicted after a loss is no longer as planned",
cure:["sync what is in Git","the priority in the program, and plan again"],times:countOf(group)}))}function waitingOf({workload,
pods}){let unschedulable=pods.reduce((sum,{group})=>sum+group.unschedulable,0);return unschedulable===0?[]:[{code:"PODS_\
WAITING",about:workload.id,planned:"a place for each pod",live:${'`'}${'${'}unschedulable} ${'${'}unschedulable===1?"pod":"pods"} for w\
hich the scheduler finds no node${'`'},effect:"breaks",meaning:"the plan has a place for each: something else on the nodes is\
 not as planned",cure:["what else differs here","kubectl describe pod, for what the scheduler says"]}]}function editsOf(about,edits){
return edits.flatMap(({manager,fields})=>fields.map(field=>({code:"EDITED_BY_HAND",about,planned:"all fields as applied",
live:${'`'}written by ${'${'}manager}${'`'},effect:"none",meaning:"what the field holds is compared on its own; the next sync may undo \
it, or not",cure:["the same in the program, and sync","kubectl apply --server-side --force-conflicts of the manifest","-\
-manager for a program that may write it"],name:field})))}function someOf(names,most){let more=names.length>most?${'`'} and ${'${'}names.length-most} more${'`'}:"";return${'`'}${'${'}names.slice(0,most).
join(", ")}${'${'}more}${'`'}}var OtherCluster=class extends Error{},WORST_FIRST=["breaks","unproven","none"];function compare(given,live,recheck){let observed=new Observed(
given,live);checkSame(given,observed,live);let changed=raisedRequests(observed),again=changed.size>0&&recheck?recheck(changed):
void 0,fit=fitOf(again?.expected??given,observed,live),tried=changed.size===0?{broken:[]}:{broken:again?.broken},sites=new Map(
given.pools.map(pool=>[pool.id,pool.sites])),differences=[...outdated(given,live),...nodeDifferences(given,observed,fit),
...[...observed.workloads.values()].flatMap(one=>[...isCounted(one.workload.id)?countedDifferences(observed,one.workload.
id):workloadDifferences(one,tried),...replicaDifferences(one,sites.get(one.workload.eligible[0]))]),...strayDifferences(
given,observed,fit)];return{cluster:given.cluster,nodes:live.nodes.length,pods:live.pods.reduce((sum,group)=>sum+countOf(
group),0),workloads:[...observed.workloads.values()].filter(({pods,objects})=>pods.length+objects.length>0).length,differences:differences.
sort(comparing((a,b)=>WORST_FIRST.indexOf(a.effect)-WORST_FIRST.indexOf(b.effect),(a,b)=>byCodeUnit(a.code,b.code),(a,b)=>byCodeUnit(
a.about,b.about),(a,b)=>byCodeUnit(a.live,b.live))),broken:[...[...fit.broken].map(([id,fault])=>${'`'}pool ${'${'}id}: ${'${'}fault}${'`'}),
...again?.broken??[]],notes:notesOf(given,observed,live)}}function checkSame({cluster,workloads},observed,live){let running=[
...observed.workloads.values()].some(({pods,objects})=>pods.length+objects.length>0),strange=observed.places.size===0&&live.
nodes.length>0;if(running||workloads.length===0||!(strange||observed.strays.size>workloads.length))return;let nodes=strange?
${'`'}, and no node is of one of its pools (${'${'}someOf(live.nodes.map(({name})=>name),MOST_NAMED2)})${'`'}:${'`'}, and ${'${'}someOf([...observed.
strays.keys()],MOST_NAMED2)} do${'`'};throw new OtherCluster(${'`'}this is another cluster than ${'${'}cluster} of the plan: none of it\
s ${'${'}workloads.length} workloads runs there${'${'}nodes}; the plan of that cluster by --plan and --cluster, or the lists of ${'${'}cluster}${'`'})}
var MOST_NAMED2=3;function raisedRequests({workloads}){let raised=new Map;for(let{workload,pods}of workloads.values())for(let{
group}of isCounted(workload.id)?[]:pods){let more=requestNames(workload,group.requests).filter(name=>(group.requests[name]??
0)>(raised.get(workload.id)?.[name]??workload.requests[name]??0));if(more.length>0){let now=Object.fromEntries(more.map(
name=>[name,group.requests[name]]));raised.set(workload.id,{...workload.requests,...raised.get(workload.id),...now})}}return raised}
function isCounted(id){return id.split("/")[1]==="Footprint"}function countedDifferences({workloads},id){let[namespace]=id.
split("/"),own=[...workloads.values()].filter(({workload})=>isCounted(workload.id)&&workload.id.startsWith(${'`'}${'${'}namespace}\
/${'`'}));if(own[0].workload.id!==id)return[];let planned=own.reduce((sum,{workload})=>sum+workload.planned,0),pods=own.flatMap(
one=>one.pods).reduce((sum,{group})=>sum+countOf(group),0),fewer=pods<planned;return pods===planned?[]:[{code:pods===0?"\
WORKLOAD_MISSING":"REPLICAS_CHANGED",about:${'`'}${'${'}namespace}/Footprint${'`'},planned:${'`'}${'${'}planned} pods by its footprints${'`'},live:${'`'}${'${'}pods}${'`'},
effect:fewer?"none":"unproven",meaning:fewer?"all that runs still fits":"the footprint counts fewer than run",cure:["the\
 footprint as the chart runs it"]}]}function outdated({planHash,cluster},live){return planHash===void 0||live.planHash===
void 0||live.planHash===planHash?[]:[{code:"PLAN_OUTDATED",about:${'`'}cluster ${'${'}cluster}${'`'},planned:${'`'}plan.json ${'${'}planHash.slice(
0,12)}${'`'},live:${'`'}ConfigMap capacity-plan of ${'${'}live.planHash.slice(0,12)}${'`'},effect:"none",meaning:"what differs may be what w\
as not yet synced, or was planned since",cure:["sync what is in Git","the plan.json of what is synced: git show <commit>\
:plan/plan.json"]}]}function notesOf({feasible},observed,live){let planeNodes=observed.controlPlane.length,templates=[...observed.
workloads.values()].some(({workload})=>workload.template),objects=[...observed.workloads.values()].some(one=>one.objects.
length>0);return[...feasible?[]:["the plan itself is infeasible: it proves nothing of any cluster"],...planeNodes>0?[${'`'}${'${'}planeNodes}\
 ${'${'}planeNodes===1?"node of the control plane is":"nodes of the control plane are"} left aside${'`'}]:[],...templates?[]:["ima\
ges, limits, affinities and spreads are not compared: --manifests with the folder that synth has written"],...objects?[]:
["objects without pods, autoscalers and edits by hand are not looked for: --workloads with their lists"],...objects&&!live.
saysWriters?["edits by hand are not looked for: the lists do not say who wrote what: kubectl get --show-managed-fields"]:
[]]}var OUR_MANAGERS=["argocd-controller","argocd-application-controller","cdk8s-autonomous","kubectl-client-side-apply"],CONTROLLERS=/^(kube-controller-manager|kube-scheduler|kubelet|kube-apiserver|cloud-controller-manager|.*-controller(-manager)?|.*-operator|keda.*|vpa-.*|karpenter|istiod|rollouts-controller|cluster-autoscaler)$/,
RESTARTED="kubectl.kubernetes.io/restartedAt";function editsOf2({managedFields=[]},ours){return managedFields.flatMap(({
manager="",subresource,operation,fieldsV1})=>{let applied=manager==="kubectl"&&operation==="Apply";if(ours.has(manager)||
applied||CONTROLLERS.test(manager)||subresource==="status")return[];let fields=fieldsOf(fieldsV1?.["f:spec"],"spec").filter(
field=>!field.includes(RESTARTED));return fields.length>0?[{manager,fields:fields.sort(byCodeUnit)}]:[]})}function fieldsOf(fields,path){
if(!isRecord(fields))return[];let inner=Object.entries(fields).filter(([key])=>key!==".");return inner.length===0?[path]:
inner.flatMap(([key,value])=>fieldsOf(value,${'`'}${'${'}path}${'${'}stepOf(key)}${'`'}))}function stepOf(key){if(key.startsWith("k:"))return${'`'}\
[${'${'}Object.entries(JSON.parse(key.slice(2))).map(([name2,value])=>${'`'}${'${'}name2}=${'${'}String(value)}${'`'}).join(",")}]${'`'};let name=key.
slice(2);return key.startsWith("f:")&&!/[./]/.test(name)?${'`'}.${'${'}name}${'`'}:${'`'}[${'${'}name}]${'`'}}var WORKLOADS=/^(Deployment|StatefulSet|DaemonSet|ReplicaSet|Rollout|CronJob|Job)$/,LiveCluster=class{constructor(ours){
this.ours=ours}ours;nodes=[];workloads=[];scalers=[];kinds=new Map;planHash;mirrors=0;saysWriters=!1;groups=new Map;get pods(){
return[...this.groups.values()]}take(object){let kind=typeof object?.kind=="string"?object.kind:"?";this.kinds.set(kind,
(this.kinds.get(kind)??0)+1),object?.metadata?.name!==void 0&&(this.saysWriters||=object.metadata.managedFields!==void 0,
kind==="Node"?this.nodes.push(nodeOf(object)):kind==="Pod"?this.takePod(object):kind==="HorizontalPodAutoscaler"?this.takeScaler(
object):kind==="ConfigMap"&&object.metadata.name==="capacity-plan"?this.planHash=hashIn(object):WORKLOADS.test(kind)&&this.
takeWorkload(object))}takePod({metadata,spec={},status={}}){let{namespace="default",labels={}}=metadata;if(status.phase===
"Succeeded"||status.phase==="Failed")return;metadata.annotations?.["kubernetes.io/config.mirror"]!==void 0&&(this.mirrors+=
1);let owner={namespace,...makerOf(metadata)},requests=podRequests(spec),template=templateOf(spec),priority=spec.priority??
0,key=JSON.stringify([owner,requests,template,priority]),group=this.groups.get(key);if(group||(group={owner,labels,requests,
template,priority,nodes:new Map,waiting:0,unschedulable:0},this.groups.set(key,group)),spec.nodeName){group.nodes.set(spec.
nodeName,(group.nodes.get(spec.nodeName)??0)+1);return}let scheduled=(status.conditions??[]).find(({type})=>type==="PodS\
cheduled");group.waiting+=1,group.unschedulable+=scheduled?.reason==="Unschedulable"?1:0}takeWorkload({kind,metadata,spec={}}){
if((metadata.ownerReferences??[]).some(({controller})=>controller))return;let pod=spec.template?.spec??spec.jobTemplate?.
spec?.template?.spec;this.workloads.push({owner:{namespace:metadata.namespace??"default",kind,name:metadata.name},...typeof spec.
replicas=="number"&&{replicas:spec.replicas},requests:pod?podRequests(pod):{},...pod&&{template:templateOf(pod)},edits:editsOf2(
metadata,this.ours)})}takeScaler({metadata,spec={}}){let{kind="",name=""}=spec.scaleTargetRef??{};this.scalers.push({name:metadata.
name,target:{namespace:metadata.namespace??"default",kind,name},min:spec.minReplicas??1,max:spec.maxReplicas??0,edits:editsOf2(
metadata,this.ours)})}};function nodeOf({metadata,spec={},status={}}){let ready=(status.conditions??[]).find(({type})=>type===
"Ready"),closed=ready&&ready.status!=="True"?"is not ready":spec.unschedulable?"is cordoned":void 0;return{name:metadata.
name,labels:metadata.labels??{},taints:(spec.taints??[]).filter(({key})=>!key.startsWith("node.kubernetes.io/")),allocatable:amountsOf(
status.allocatable,"down"),...closed&&{closed}}}function makerOf({name,labels={},ownerReferences=[]}){let owner=ownerReferences.
find(({controller})=>controller)??ownerReferences[0];if(!owner)return{kind:"Pod",name};let rollout=labels["rollouts-pod-\
template-hash"],hash=rollout??labels["pod-template-hash"];if(owner.kind==="ReplicaSet"&&hash!==void 0&&owner.name.endsWith(
${'`'}-${'${'}hash}${'`'}))return{kind:rollout===void 0?"Deployment":"Rollout",name:owner.name.slice(0,-hash.length-1)};let[,cron]=owner.
kind==="Job"&&/^(.+)-\d{8}$/.exec(owner.name)||[];return cron===void 0?{kind:owner.kind,name:owner.name}:{kind:"CronJob",
name:cron}}function hashIn({data={}}){try{return JSON.parse(data["summary.json"]).planHash}catch{return}}var PUBLISHED="capacity-plan",SUMMARY="summary.json",PLAN="plan.json";function readPublished(data){let{format}=JSON.parse(
data[0][SUMMARY]);if(format!==1)throw new Error(${'`'}${'${'}PUBLISHED} is of format ${'${'}format}, this program reads ${'${'}1}: sync both\
 from one synth${'`'});let[first,...lines]=data.flatMap(one=>one[PLAN].trim().split(${'`'}
${'`'})).map(line=>JSON.parse(line)),pools=lines.flatMap(line=>line.pool??[]),workloads=lines.flatMap(line=>line.workload??[]);
return{...first,pools,workloads}}function publishedNames(parts){return Array.from({length:parts},(_,i)=>i===0?PUBLISHED:
${'`'}${'${'}PUBLISHED}-${'${'}i+1}${'`'})}async function look(get,settings){let expected=await planIn(get,settings.namespace),live=new LiveCluster(new Set([...OUR_MANAGERS,
...settings.managers]));for(let{kind,path}of LISTED)await each(get,path,kind,object=>live.take(object));return compare(expected,
live)}async function planIn(get,namespace){let read=async name2=>(await get(${'`'}/api/v1/namespaces/${'${'}namespace}/configmaps/${'${'}name2}${'`'})).
data,[name]=publishedNames(1),first=await read(name),{parts}=JSON.parse(first[SUMMARY]),others=[];for(let other of publishedNames(
parts).slice(1))others.push(await read(other));return readPublished([first,...others])}function lineOf({code,about,planned,
live,effect,count}){return JSON.stringify({code,about,planned,live,effect,...count!==void 0&&{count}})}var DRIFT_CODES={ALLOCATABLE_CHANGED:"nodes have more or less for pods than the plan counts on",AUTOSCALER_CHANGED:"an a\
utoscaler has another range than planned, is missing, or is not planned",DAEMONSET_CHANGED:"a daemonset takes more or le\
ss of each node than planned",DAEMONSET_UNPLANNED:"a daemonset that the plan does not know takes a part of nodes",EDITED_BY_HAND:"\
fields of an object were written by somebody who does not apply the plan",IMAGE_CHANGED:"pods run another image",LIMITS_CHANGED:"\
containers have other limits",NODES_MISSING:"a pool has fewer nodes that take pods than planned",NODES_MORE:"a pool has \
more nodes than planned",NODE_LABELS_CHANGED:"nodes have other labels than the plan counts on",NODE_TAINTS_CHANGED:"node\
s have other taints than the plan counts on",NODE_UNPLANNED:"nodes are of no pool of the plan",PLAN_OUTDATED:"the cluste\
r says that another plan was applied",PLACEMENT_CHANGED:"pods may run elsewhere than planned: selectors, affinities, tol\
erations or spreads differ",PODS_WAITING:"the scheduler finds no node for pods",PRIORITY_CHANGED:"pods have another prio\
rity",REPLICAS_CHANGED:"more or fewer pods run than the plan has places for",REQUESTS_CHANGED:"pods ask for more or less\
 than planned",WORKLOAD_MISSING:"what is planned does not run",WORKLOAD_UNPLANNED:"something runs that the plan does not\
 know"};function standingOf({differences,broken}){return broken.length>0||differences.some(({effect})=>effect==="breaks")?
"broken":differences.some(({effect})=>effect==="unproven")?"unproven":differences.length>0?"holds":"same"}var STANDING_TEXT={
same:"the cluster is as planned: the plan holds",holds:"the plan still holds with these differences",unproven:"the plan \
is not proved for the cluster as it is",broken:"the plan no longer holds"};function metricsText({cluster,report,checkedAt,failures}){let of=labels=>${'`'}{${'${'}sortedEntries({cluster,...labels}).map(([key,
value])=>${'`'}${'${'}key}="${'${'}value.replace(/\\/g,"\\\\").replace(/"/g,'\\"').replace(/\n/g,"\\n")}"${'`'}).join(",")}}${'`'},metric=(name,type,help,lines)=>[
${'`'}# HELP ${'${'}name} ${'${'}help}${'`'},${'`'}# TYPE ${'${'}name} ${'${'}type}${'`'},...lines.map(line=>${'`'}${'${'}name}${'${'}line}${'`'})];return[...metric("capacity_plan_\
check_failures_total","counter","Looks at the cluster that did not come to an end.",[${'`'}${'${'}of({})} ${'${'}failures}${'`'}]),...report===
void 0?[]:[...metric("capacity_plan_checked_timestamp_seconds","gauge","When the cluster was last held against its plan.",
[${'`'}${'${'}of({})} ${'${'}checkedAt}${'`'}]),...metric("capacity_plan_holds","gauge","1 where the plan is shown to hold for the cluster a\
s it is, else 0.",[${'`'}${'${'}of({})} ${'${'}["same","holds"].includes(standingOf(report))?1:0}${'`'}]),...metric("capacity_plan_differenc\
es","gauge","Differences between the cluster and its plan, by what they do to the proof.",countsOf3(report,of))],""].join(
${'`'}
${'`'})}function countsOf3({differences},of){return Object.keys(DRIFT_CODES).sort().flatMap(code=>{let own=differences.filter(
one=>one.code===code);return(own.length===0?["none"]:[...new Set(own.map(({effect})=>effect))].sort()).map(effect=>${'`'}${'${'}of(
{code,effect})} ${'${'}own.filter(one=>one.effect===effect).length}${'`'})})}var IDENTITY="/var/run/secrets/kubernetes.io/serviceaccount";function main(file){let settings=JSON.parse((0,import_fs.readFileSync)(
file,"utf8")),access={url:"https://kubernetes.default.svc",token:()=>(0,import_fs.readFileSync)(${'`'}${'${'}IDENTITY}/token${'`'},"utf\
8"),ca:(0,import_fs.readFileSync)(${'`'}${'${'}IDENTITY}/ca.crt${'`'},"utf8")},checked={cluster:settings.cluster,failures:0},told="",again=async()=>{
try{let report=await look(path=>ask(access,path),settings);checked={...checked,report,checkedAt:Math.floor(Date.now()/1e3)};
let lines=[STANDING_TEXT[standingOf(report)],...report.broken,...report.differences.map(lineOf)].join(${'`'}
${'`'});lines!==told&&(process.stdout.write(${'`'}${'${'}lines}
${'`'}),told=lines)}catch(error){checked={...checked,failures:checked.failures+1},process.stderr.write(${'`'}${'${'}error.message}
${'`'})}setTimeout(()=>{again()},settings.everySeconds*1e3)};(0,import_http.createServer)(({url},answer)=>{let isMetrics=url===
"/metrics";answer.writeHead(isMetrics||url==="/healthz"||url==="/readyz"?200:404,{"content-type":"text/plain; version=0.\
0.4"}),answer.end(isMetrics?metricsText(checked):"")}).listen(settings.port),process.on("SIGTERM",()=>process.exit(0)),again()}
main(process.argv[2]);
`;
