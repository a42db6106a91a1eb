/** The program of src/registry/job in one file. Written by `npx projen harbor-program`. */
export const PROGRAM = String.raw`
"use strict";var __create=Object.create;var __defProp=Object.defineProperty;var __getOwnPropDesc=Object.getOwnPropertyDescriptor;var __getOwnPropNames=Object.getOwnPropertyNames;var __getProtoOf=Object.getPrototypeOf,__hasOwnProp=Object.prototype.hasOwnProperty;var __copyProps=(to,from,except,desc)=>{if(from&&typeof from=="object"||typeof from=="function")for(let key of __getOwnPropNames(
from))!__hasOwnProp.call(to,key)&&key!==except&&__defProp(to,key,{get:()=>from[key],enumerable:!(desc=__getOwnPropDesc(from,
key))||desc.enumerable});return to};var __toESM=(mod,isNodeMode,target)=>(target=mod!=null?__create(__getProtoOf(mod)):{},__copyProps(isNodeMode||!mod||!mod.
__esModule?__defProp(target,"default",{value:mod,enumerable:!0}):target,mod));var import_fs=require("fs");var Refused=class extends Error{constructor(status,message){super(message);this.status=status}status},Blocked=class extends Error{},
Hopeless=class extends Error{};function secondsToWait(header,otherwise,longest){let seconds=/^\d+$/.test(header??"")?Number(header):otherwise;return Math.
min(seconds,longest)}var ATTEMPTS=6,LONGEST_WAIT_SECONDS=60;async function send({transport,sleep,count},request){for(let attempt2=1;;attempt2++){
count();let answer=await answerOf(transport,request),isGiven=!(answer instanceof Error);if(isGiven&&answer.status!==429&&
answer.status<500)return answer;if(attempt2===ATTEMPTS){if(isGiven)return answer;let{origin,pathname}=new URL(request.url),
why=${'`'}${'${'}answer.code??answer.message}, in ${'${'}ATTEMPTS} attempts${'`'};throw new Hopeless(${'`'}${'${'}origin} does not answer ${'${'}request.method}\
 ${'${'}pathname}: ${'${'}why}${'`'})}let header=isGiven?answer.headers["retry-after"]:void 0;await sleep(secondsToWait(header?.toString(),
2**(attempt2-1),LONGEST_WAIT_SECONDS))}}async function answerOf(transport,request){try{return await transport(request)}catch(error){
if(error instanceof Error&&typeof error.code=="string")return error;throw error}}var PAGE_SIZE=100,BASE="/api/v2.0",HarborClient=class{constructor(options){this.options=options}options;requests=0;writes=0;async find(path){
try{let{body}=await this.ask("GET",path);return body.trim()===""?void 0:this.parsed("GET",path,body)??void 0}catch(error){
if(error instanceof Refused&&error.status===404)return;throw error}}async list(path){let all=[];for(let page=1;;page++){
let separator=path.includes("?")?"&":"?",{headers,body}=await this.ask("GET",${'`'}${'${'}path}${'${'}separator}page=${'${'}page}&page_size=${'${'}PAGE_SIZE}${'`'}),
items=this.parsed("GET",path,body.trim()||"[]")??[];all.push(...items);let total=Number(headers["x-total-count"]??NaN);if(items.
length===0||(Number.isNaN(total)?items.length<PAGE_SIZE:all.length>=total))return all}}async write(method,path,content){
let{body}=await this.ask(method,path,content);return body.trim()===""?void 0:this.parsed(method,path,body)}async admits(username,password){
let answer=await this.send("GET","/v2/",basic(username,password));if(answer.status>=400&&answer.status!==401)throw refusal(
"GET","/v2/",answer);return answer.status!==401}parsed(method,path,body){try{return JSON.parse(body)}catch{throw new Hopeless(
${'`'}${'${'}this.options.url} answers ${'${'}method} ${'${'}path} with no JSON: '${'${'}body.trim().slice(0,60)}'${'`'})}}async ask(method,path,content){
let{url,username,password}=this.options,answer=await this.send(method,${'`'}${'${'}BASE}${'${'}path}${'`'},basic(username,password),content);
if(answer.status===401)throw new Hopeless(${'`'}${'${'}url} does not take the login of '${'${'}username}': 401 for ${'${'}method} ${'${'}path}${'`'});
if(answer.status<200||answer.status>=300)throw refusal(method,path,answer);return answer}send(method,path,authorization,content){
let{url,transport,sleep,ca}=this.options,headers={authorization,accept:"application/json","x-is-resource-name":"true",...content&&
{"content-type":"application/json"}},count=()=>{this.requests++,this.writes+=method==="GET"?0:1},body=content&&JSON.stringify(
content);return send({transport,sleep,count},{method,url:${'`'}${'${'}url}${'${'}path}${'`'},headers,body,ca})}};function basic(username,password){
return${'`'}Basic ${'${'}Buffer.from(${'`'}${'${'}username}:${'${'}password}${'`'}).toString("base64")}${'`'}}function refusal(method,path,{status,body}){let said;
try{said=JSON.parse(body).errors.map(one=>one.message).join("; ")}catch{said=body.trim().slice(0,200)}return new Refused(
status,${'`'}${'${'}status} for ${'${'}method} ${'${'}path}${'${'}said&&${'`'}: ${'${'}said}${'`'}}${'`'})}var import_crypto=require("crypto");function madeBy(description){return/\[cdk8s-autonomous made by ([^\]\s]+)[^\]]*\]/.exec(
description??"")?.[1]}function loginIn(description){return/\[cdk8s-autonomous[^\]]* login=([0-9a-f]+)\]/.exec(description??
"")?.[1]}function markOf(owner,made,login){return${'`'}[cdk8s-autonomous ${'${'}made?"made":"kept"} by ${'${'}owner}${'${'}login===void 0?"":
${'`'} login=${'${'}login}${'`'}}]${'`'}}function withMark(description,mark){let text=(description??"").replace(/\s*\[cdk8s-autonomous [^\]]*\]/g,
"").trim();return text===""?mark:${'`'}${'${'}text} ${'${'}mark}${'`'}}function digestOfLogin(key,parts){return(0,import_crypto.createHmac)(
"sha256",key).update(parts.join(${'`'}
${'`'})).digest("hex").slice(0,12)}var LOOKS=8,LONGEST_PAUSE_SECONDS=15,Unsettled=class extends Error{};async function settle(run,item){let{report}=run,done={
made:!1,changed:new Set},found=await patiently(run,async()=>{let before=await item.read();if(before===void 0)done.made=await makeOnce(
item)||done.made;else{let fields=item.differences(before);if(fields.length===0)return before;await item.change(before),fields.
forEach(field=>done.changed.add(field))}return seen(run,item)});return done.made?report.made(item.what):done.changed.size>
0?report.changed(item.what,[...done.changed]):report.kept(),found}async function makeOnce(item){try{return await item.make(),
!0}catch(error){if(error instanceof Refused&&isThere(error))return!1;throw error}}function isThere({status,message}){return status===
409||status===400&&/already has retention policy/.test(message)}async function seen({sleep},item){let fields=[];for(let look=0;look<
LOOKS;look++){look>0&&await sleep(pause(look));let found=await item.read();if(found!==void 0&&(fields=item.differences(found),
fields.length===0))return found}throw new Unsettled(fields.length>0?${'`'}Harbor took it, and still has another ${'${'}fields.join(
", ")}${'`'}:"Harbor took it, and has none")}async function patiently({sleep},step){for(let look=1;;look++)try{return await step()}catch(error){
if(look===LOOKS||!isBehind(error))throw error;await sleep(pause(look))}}async function eventually({sleep},holds){for(let look=1;look<=
LOOKS;look++){if(await holds())return!0;await sleep(pause(look))}return!1}function isBehind(error){return error instanceof
Refused&&(error.status===404||error.status===400&&/invalid project id/i.test(error.message))}function pause(look){return Math.
min(2**(look-1),LONGEST_PAUSE_SECONDS)}async function attempt({report},what,step){try{return await step()}catch(error){if(error instanceof
Refused||error instanceof Blocked||error instanceof Unsettled){report.failed(what,error.message);return}throw error}}function idOf(ids,kind,name){
let id=ids.get(name);if(id===void 0)throw new Blocked(${'`'}waits for ${'${'}kind} ${'${'}name}, which is not there${'`'});return id}async function settleEndpoints(run){for(let endpoint of run.state.endpoints){let what=${'`'}endpoint ${'${'}endpoint.name}${'`'};await attempt(
run,what,async()=>{let{id}=await settle(run,itemOf(run,endpoint,what));run.endpoints.set(endpoint.name,id)})}}function itemOf(run,endpoint,what){
let{client,readFile}=run,{name,type,url,login,caFile}=endpoint,[username,password]=login?[login.username,login.password].
map(readFile):["",""],ca=caFile===void 0?void 0:readFile(caFile),digest=login&&digestOfLogin(readFile(run.state.login.password),
[url,username,password]),described=found=>{let mark=markOf(run.state.owner,found===void 0||isOurs(run,what,found),digest);
return withMark(found?.description,mark)};return{what,read:()=>namedIn(run,"/registries",name),differences:found=>{if(found.
type!==type)throw new Blocked(${'`'}is a ${'${'}found.type}, which cannot become a ${'${'}type}: another name, or remove it in Harbor${'`'});
return[...found.url===url?[]:["url"],...found.insecure?["insecure"]:[],...(found.credential?.access_key??"")===username?
[]:["user"],...loginIn(found.description)===digest?[]:["password"],...ca===void 0||found.ca_certificate?.trim()===ca.trim()?
[]:["certificate"],...found.description===described(found)||loginIn(found.description)!==digest?[]:["description"]]},make:()=>client.
write("POST","/registries",{name,type,url,insecure:!1,description:described(),...login&&{credential:{type:"basic",access_key:username,
access_secret:password}},...ca!==void 0&&{ca_certificate:ca}}),change:found=>client.write("PUT",${'`'}/registries/${'${'}found.id}${'`'},
{name,url,insecure:!1,description:described(found),credential_type:"basic",access_key:username,access_secret:password,...ca!==
void 0&&{ca_certificate:ca}})}}async function namedIn({client},path,name){return(await client.list(${'`'}${'${'}path}?q=${'${'}encodeURIComponent(
${'`'}name=${'${'}name}${'`'})}${'`'})).find(one=>one.name===name)}function isOurs({state},what,{description}){let maker=madeBy(description);
if(maker!==void 0&&maker!==state.owner)throw new Blocked(${'`'}${'${'}what} is made by ${'${'}maker}: another name, or one of the two${'`'});
return maker===state.owner}async function removeLeftovers(run){let{state,client,report,secret}=run,wanted=some=>new Set(some.map(({name})=>name));await removeFrom(
run,"replication","/replication/policies",({name})=>wanted(state.replications).has(name));let robotIds=new Set(run.robots.
values()),unseen=state.robots.filter(({name})=>!run.robots.has(name));await removeFrom(run,"robot","/robots",({id,name})=>robotIds.
has(id)||unseen.some(one=>name.endsWith(one.name))),await removeFrom(run,"endpoint","/registries",({name})=>wanted(state.
endpoints).has(name));let robots=wanted(state.robots);await attempt(run,"logins of robots",async()=>{for(let robot of await secret?.
robots()??[])robots.has(robot)||(await secret.drop(robot),report.removed(${'`'}login of robot ${'${'}robot} from the Secret${'`'}))});let projects=wanted(
state.projects),others=(await client.list("/projects")).filter(({name})=>!projects.has(name));others.length>0&&report.left(
${'`'}${'${'}others.length} projects that no desired state names: projects are never removed${'`'})}async function removeFrom(run,kind,path,isWanted){
let{client,state,report}=run,mine=(await client.list(path)).filter(found=>madeBy(found.description)===state.owner&&!isWanted(
found));for(let{id,name}of mine){let what=${'`'}${'${'}kind} ${'${'}name}${'`'};await attempt(run,what,async()=>{try{await client.write("DEL\
ETE",${'`'}${'${'}path}/${'${'}id}${'`'})}catch(error){if(error instanceof Refused&&error.status===412){report.left(${'`'}${'${'}what}: ${'${'}error.message}${'`'});
return}if(!(error instanceof Refused&&error.status===404))throw error}await patiently(run,async()=>{if((await client.list(
path)).some(found=>found.id===id))throw new Refused(404,"Harbor took its removal, and still has it")}),report.removed(what)})}}async function settleImmutable(run,{name,immutable}){let{client,report}=run,path=${'`'}/projects/${'${'}name}/immutabletagrules${'`'},wanted=new Set;
for(let rule of immutable){let what=${'`'}immutable tags ${'${'}rule.tags} of project ${'${'}name}${'`'},body={disabled:!1,action:"immutable",
template:"immutable_template",...selectorsOf(rule)},text=textOfSelectors(body);wanted.add(text),await attempt(run,what,()=>settle(
run,{what,read:async()=>(await client.list(path)).find(found=>textOfSelectors(found)===text),differences:found=>found.disabled?
["disabled"]:[],make:()=>client.write("POST",path,body),change:found=>client.write("PUT",${'`'}${'${'}path}/${'${'}found.id}${'`'},{...found,
...body})}))}for(let found of await client.list(path))if(!wanted.has(textOfSelectors(found))){let tags=found.tag_selectors?.
map(one=>one.pattern).join(", ");report.left(${'`'}immutable tags ${'${'}tags} of project ${'${'}name}: no desired state names them${'`'})}}
function selectorsOf({tags,repositories}){return{tag_selectors:[{kind:"doublestar",decoration:"matches",pattern:tags,extras:""}],
scope_selectors:{repository:[{kind:"doublestar",decoration:"repoMatches",pattern:repositories}]}}}function textOfSelectors(rule){
let texts=selectors=>(selectors??[]).map(({kind,decoration,pattern})=>${'`'}${'${'}kind} ${'${'}decoration} ${'${'}pattern}${'`'}).sort();return JSON.
stringify([texts(rule.tag_selectors),texts(rule.scope_selectors?.repository)])}var GROUP_TYPES={ldap:1,http:2,oidc:3};async function settleMembers(run,{name,members}){let{client,report,readFile,state}=run,
path=${'`'}/projects/${'${'}name}/members${'`'},directory=members.some(isDistinguished)?await client.list("/usergroups"):[],isMember=(found,member)=>found.
entity_type===(member.kind==="user"?"u":"g")&&(isDistinguished(member)?directory.some(({id,ldap_group_dn:dn})=>id===found.
entity_id&&sameName(dn,member.name)):found.entity_name===member.name);for(let member of members){let what=${'`'}member ${'${'}member.
name} of project ${'${'}name}${'`'};await attempt(run,what,()=>settle(run,{what,read:async()=>(await client.list(path)).find(found=>isMember(
found,member)),differences:found=>found.role_id===member.role?[]:["role"],make:async()=>{await client.write("POST",path,
{role_id:member.role,...entityOf(member)}),directory.push(...isDistinguished(member)?await client.list("/usergroups"):[])},
change:found=>client.write("PUT",${'`'}${'${'}path}/${'${'}found.id}${'`'},{role_id:member.role})}))}let self=readFile(state.login.username);
for(let found of await client.list(path))found.entity_name!==self&&!members.some(member=>isMember(found,member))&&report.
left(${'`'}member ${'${'}found.entity_name} of project ${'${'}name}: no desired state names it${'`'})}function isDistinguished({name,kind}){
return kind==="ldap"&&name.includes("=")}function sameName(one,other){let plain=name=>name.toLowerCase().replace(/\s*,\s*/g,
",").trim();return plain(one??"")===plain(other)}function entityOf(member){let{name,kind}=member;return kind==="user"?{member_user:{
username:name}}:{member_group:{...isDistinguished(member)?{ldap_group_dn:name}:{group_name:name},group_type:GROUP_TYPES[kind]}}}async function settleRetention(run,{name,retention}){if(!retention)return;let{client}=run,policy={algorithm:"or",scope:{
level:"project",ref:idOf(run.projects,"project",name)},trigger:{kind:"Schedule",settings:{cron:retention.cron}},rules:retention.
rules.map(ruleOf)};await settle(run,{what:${'`'}retention of project ${'${'}name}${'`'},read:async()=>{let id=(await client.find(${'`'}/proj\
ects/${'${'}name}${'`'}))?.metadata?.retention_id;return id===void 0?void 0:client.find(${'`'}/retentions/${'${'}id}${'`'})},differences:found=>[
...textOfRules(found)===textOfRules(policy)?[]:["rules"],...found.trigger?.settings?.cron===retention.cron?[]:["schedule"]],
make:()=>client.write("POST","/retentions",policy),change:({id})=>client.write("PUT",${'`'}/retentions/${'${'}id}${'`'},{...policy,id})})}
function ruleOf(rule){let{template,count}=rule;return{disabled:!1,action:"retain",template,params:count===void 0?{}:{[template]:count},
...selectorsOf(rule)}}function textOfRules({rules,algorithm}){let texts=(rules??[]).map(rule=>JSON.stringify([rule.disabled??
!1,rule.action,rule.template,Number(rule.params?.[rule.template]??0),textOfSelectors(rule)]));return JSON.stringify([algorithm,
texts.sort()])}async function settleProjects(run){for(let project of run.state.projects){let what=${'`'}project ${'${'}project.name}${'`'};await attempt(
run,what,async()=>{let{project_id:id}=await settle(run,itemOf2(run,project,what));run.projects.set(project.name,id)}),run.
projects.has(project.name)&&(await attempt(run,${'`'}quota of ${'${'}what}${'`'},()=>settleQuota(run,project)),await attempt(run,${'`'}reten\
tion of ${'${'}what}${'`'},()=>settleRetention(run,project)),await attempt(run,${'`'}immutable tags of ${'${'}what}${'`'},()=>settleImmutable(run,
project)),await attempt(run,${'`'}members of ${'${'}what}${'`'},()=>settleMembers(run,project)))}}function itemOf2(run,{name,metadata,quota,
proxyOf},what){let{client}=run,endpoint=proxyOf===void 0?0:idOf(run.endpoints,"endpoint",proxyOf);return{what,read:()=>client.
find(${'`'}/projects/${'${'}name}${'`'}),differences:found=>{if((found.registry_id??0)!==endpoint)throw new Blocked(${'`'}is ${'${'}found.registry_id?
"a cache of another endpoint":"no cache"}: Harbor fixes that when a project is made; another name${'`'});return Object.keys(metadata).
filter(key=>shown(found.metadata?.[key])!==shown(metadata[key]))},make:()=>client.write("POST","/projects",{project_name:name,
metadata,...quota!==void 0&&{storage_limit:quota},...proxyOf!==void 0&&{registry_id:endpoint}}),change:()=>client.write(
"PUT",${'`'}/projects/${'${'}name}${'`'},{metadata})}}function shown(value){return value===void 0||value===""?"false":value}async function settleQuota(run,{
name,quota}){if(quota===void 0)return;let{client}=run,reference=idOf(run.projects,"project",name);await settle(run,{what:${'`'}\
quota of project ${'${'}name}${'`'},read:async()=>(await client.list(${'`'}/quotas?reference=project&reference_id=${'${'}reference}${'`'}))[0],differences:found=>found.
hard?.storage===quota?[]:["storage"],make:()=>Promise.reject(new Refused(404,"Harbor keeps none: quota_per_project_enabl\
e is off")),change:found=>client.write("PUT",${'`'}/quotas/${'${'}found.id}${'`'},{hard:{storage:quota}})})}async function settleReplications(run){for(let replication of run.state.replications){let what=${'`'}replication ${'${'}replication.
name}${'`'};await attempt(run,what,()=>settle(run,itemOf3(run,replication,what)))}}function itemOf3(run,replication,what){let{
client}=run,{name,filters,trigger}=replication,endpoint=idOf(run.endpoints,"endpoint",replication.endpoint),body={name,[replication.
direction==="push"?"dest_registry":"src_registry"]:{id:endpoint},dest_namespace:replication.destination??"",dest_namespace_replace_count:replication.
destination===void 0?-1:1,filters,trigger:{type:trigger.type,...trigger.cron!==void 0&&{trigger_settings:{cron:trigger.cron}}},
deletion:replication.replicateDeletion,replicate_deletion:replication.replicateDeletion,override:!0,enabled:!0,speed:replication.
speed,copy_by_chunk:!1,single_active_replication:trigger.type!=="event_based"},wanted=textsOf(body),described=found=>isOurs(
run,what,found)?withMark(found.description,markOf(run.state.owner,!0)):found.description??"";return{what,read:()=>namedIn(
run,"/replication/policies",name),differences:found=>{let has=textsOf(found),fields=Object.keys(wanted).filter(key=>has[key]!==
wanted[key]);return(found.description??"")===described(found)?fields:[...fields,"description"]},make:()=>client.write("P\
OST","/replication/policies",{...body,description:markOf(run.state.owner,!0)}),change:found=>client.write("PUT",${'`'}/replic\
ation/policies/${'${'}found.id}${'`'},{...body,description:described(found)})}}function textsOf(policy){let filters=(policy.filters??
[]).map(({type,value,decoration})=>JSON.stringify([type,value,decoration||"matches"]));return{target:${'`'}${'${'}policy.src_registry?.
id||0} ${'${'}policy.dest_registry?.id||0}${'`'},destination:${'`'}${'${'}policy.dest_namespace??""} ${'${'}policy.dest_namespace_replace_count??
-1}${'`'},filters:filters.sort().join(),trigger:${'`'}${'${'}policy.trigger?.type} ${'${'}policy.trigger?.trigger_settings?.cron??""}${'`'},deletion:String(
policy.replicate_deletion??!1),override:String(policy.override??!1),enabled:String(policy.enabled??!1),speed:String(Math.
max(0,policy.speed??0)),chunks:String(policy.copy_by_chunk??!1),single:String(policy.single_active_replication??!1)}}var Report=class{constructor(tell){this.tell=tell}tell;failures=[];counts=new Map;made(what){this.note("made",what)}changed(what,fields){
this.note("changed",${'`'}${'${'}what}: ${'${'}fields.join(", ")}${'`'})}removed(what){this.note("removed",what)}left(what){this.note("left",
what)}kept(){this.counts.set("kept",this.count("kept")+1)}failed(what,why){this.failures.push(${'`'}${'${'}what}: ${'${'}why}${'`'}),this.note(
"FAILED",${'`'}${'${'}what}: ${'${'}why}${'`'})}count(kind){return this.counts.get(kind)??0}summary(requests,writes){return${'`'}${'${'}["made","chang\
ed","removed","kept","left"].map(kind=>${'`'}${'${'}this.count(kind)} ${'${'}kind}${'`'}).join(", ")}, ${'${'}this.failures.length} failed; ${'${'}requests}\
 requests, ${'${'}writes} of them wrote${'`'}}note(kind,text){this.counts.set(kind,(this.counts.get(kind)??0)+1),this.tell(${'`'}${'${'}kind}\
 ${'${'}text}${'`'})}};var RobotSecret=class{constructor(options){this.options=options}options;requests=0;writes=0;logins;async loginOf(robot){
return(await this.read()).get(robot)}async robots(){return[...(await this.read()).keys()]}async set(robot,login){let logins=await this.
read();logins.set(robot,login),await this.apply(logins)}async drop(robot){let logins=await this.read();logins.delete(robot),
await this.apply(logins)}async read(){if(!this.logins){let{data}=await this.ask("GET")??{},values=new Map(Object.entries(
data??{}).map(([key,value])=>[key,decode(value)])),robots=[...values.keys()].flatMap(key=>/^(.+)\.username$/.exec(key)?.[1]??
[]);this.logins=new Map(robots.flatMap(robot=>{let[username,password]=[values.get(${'`'}${'${'}robot}.username${'`'}),values.get(${'`'}${'${'}robot}\
.password${'`'})];return username&&password?[[robot,{username,password}]]:[]}))}return this.logins}async apply(logins){let{namespace,
name}=this.options,data=Object.fromEntries([...logins].sort().flatMap(([robot,{username,password}])=>[[${'`'}${'${'}robot}.usernam\
e${'`'},encode(username)],[${'`'}${'${'}robot}.password${'`'},encode(password)]])),metadata={name,namespace,labels:{"app.kubernetes.io/manag\
ed-by":"cdk8s-autonomous"}};await this.ask("PATCH",{apiVersion:"v1",kind:"Secret",metadata,type:"Opaque",data})}async ask(method,body){
let{url,token,ca,namespace,name,transport,sleep}=this.options,answer=await send({transport,sleep,count:()=>{this.requests++,
this.writes+=body?1:0}},{method,url:${'`'}${'${'}url}/api/v1/namespaces/${'${'}namespace}/secrets/${'${'}name}${'${'}body?"?fieldManager=harbor-c\
onfiguration&force=true":""}${'`'},headers:{authorization:${'`'}Bearer ${'${'}token}${'`'},accept:"application/json",...body&&{"content-type":"\
application/apply-patch+yaml"}},body:body&&JSON.stringify(body),ca});if(!(method==="GET"&&answer.status===404)){if(answer.
status===403||answer.status===401)throw new Blocked(${'`'}may not ${'${'}method} Secret ${'${'}namespace}/${'${'}name}: ${'${'}answer.status}${'`'});if(answer.
status>=300)throw new Refused(answer.status,${'`'}${'${'}answer.status} for ${'${'}method} Secret ${'${'}namespace}/${'${'}name}${'`'});return JSON.parse(
answer.body)}}};function decode(value){return Buffer.from(value,"base64").toString("utf8")}function encode(value){return Buffer.
from(value,"utf8").toString("base64")}async function settleRobots(run){for(let robot of run.state.robots){let what=${'`'}robot ${'${'}robot.name}${'`'};await attempt(run,what,
async()=>{await settleRobot(run,robot,what)||(await removeEnded(run,robot,what),await settleRobot(run,robot,what))})}}async function settleRobot(run,robot,what){
let told={},found=await settle(run,itemOf4(run,robot,what,secret=>told.secret=secret));return run.robots.set(robot.name,
found.id),settleLogin(run,robot.name,what,found,told.secret)}async function removeEnded(run,{name,duration},what){let{client,
report}=run,found=await robotNamed(run,name);if(duration===-1||found&&!isOurs(run,what,found))throw new Blocked("is not \
taken with a new secret either: has it come to its end? Remove it in Harbor");found&&(await client.write("DELETE",${'`'}/robo\
ts/${'${'}found.id}${'`'}),await patiently(run,async()=>{if((await robotNamed(run,name))?.id===found.id)throw new Refused(404,"Har\
bor took its removal, and still has it")}),report.removed(${'`'}${'${'}what}: it has come to its end${'`'})),run.robots.delete(name)}async function robotNamed({
client},name){return(await client.list(${'`'}/robots?q=${'${'}encodeURIComponent(${'`'}name=${'${'}name}${'`'})}${'`'})).find(one=>one.level==="system"&&
one.name.endsWith(name))}function itemOf4(run,robot,what,tell){let{client}=run,{name,duration,projects,actions}=robot,permissions=projects.
map(namespace=>({kind:"project",namespace,access:actions.map(action=>({resource:"repository",action}))})),described=found=>isOurs(
run,what,found)?withMark(found.description,markOf(run.state.owner,!0)):found.description??"";return{what,read:()=>robotNamed(
run,name),differences:found=>[...found.disable?["disabled"]:[],...found.duration===duration?[]:["duration"],...textOf(found.
permissions)===textOf(permissions)?[]:["permissions"],...(found.description??"")===described(found)?[]:["description"]],
make:async()=>{let description=markOf(run.state.owner,!0),body={name,description,level:"system",disable:!1,duration,permissions};
tell((await client.write("POST","/robots",body)).secret)},change:found=>client.write("PUT",${'`'}/robots/${'${'}found.id}${'`'},{name:found.
name,level:found.level,description:described(found),disable:!1,duration,permissions})}}function textOf(permissions){return(permissions??
[]).flatMap(({kind,namespace,access})=>access.map(({resource,action,effect})=>JSON.stringify([kind,namespace,resource,action,
effect||"allow"]))).sort().join()}async function settleLogin(run,robot,what,found,told){let{client,secret,report}=run;if(!secret)
throw new Blocked("there is no Secret for its login");let has=await secret.loginOf(robot),username=found.name;if(told!==
void 0)return await secret.set(robot,{username,password:told}),!0;if(has?.username===username&&await client.admits(username,
has.password))return!0;let{secret:password}=await patiently(run,()=>client.write("PATCH",${'`'}/robots/${'${'}found.id}${'`'},{secret:""}));
return await secret.set(robot,{username,password}),report.changed(what,[has?"secret: the one that the Secret has is not \
taken":"secret: the Secret has none"]),eventually(run,()=>client.admits(username,password))}var GARBAGE="/system/gc/schedule",SCAN="/system/scanAll/schedule";async function settleSchedules(run){let{client,state}=run,
{garbageCollection,scanAll}=state;if(garbageCollection){let{cron,deleteUntagged,workers}=garbageCollection,what="schedul\
e of the garbage collection",body={schedule:{type:"Custom",cron},parameters:{delete_untagged:deleteUntagged,workers}};await attempt(
run,what,()=>settle(run,{what,read:()=>client.find(GARBAGE),differences:found=>{let{delete_untagged:untagged=!1,workers:has=1}=JSON.
parse(found.job_parameters||"{}");return[...found.schedule?.cron===cron?[]:["schedule"],...untagged===deleteUntagged?[]:
["untagged"],...Number(has)===workers?[]:["workers"]]},make:()=>client.write("POST",GARBAGE,body),change:()=>client.write(
"PUT",GARBAGE,body)}))}if(scanAll){let what="schedule of the scan of everything",write=()=>client.write("PUT",SCAN,{schedule:{
type:"Custom",cron:scanAll.cron}});await attempt(run,what,()=>settle(run,{what,read:()=>client.find(SCAN),differences:found=>found.
schedule?.cron===scanAll.cron?[]:["schedule"],make:write,change:write}))}}async function converge(state,world){let{transport,sleep,readFile,tell,kubernetes}=world,report=new Report(tell),client=new HarborClient(
{url:state.url,username:readFile(state.login.username),password:readFile(state.login.password),ca:state.caFile&&readFile(
state.caFile),transport,sleep}),secret=state.robotSecret&&new RobotSecret({...state.robotSecret,url:kubernetes.url,token:readFile(
kubernetes.tokenFile),ca:kubernetes.caFile&&readFile(kubernetes.caFile),transport,sleep}),run={state,client,report,secret,
sleep,readFile,...{endpoints:new Map,projects:new Map,robots:new Map}};try{await settleEndpoints(run),await settleProjects(
run),await settleReplications(run),await settleRobots(run),await settleSchedules(run),await removeLeftovers(run)}catch(error){
if(!(error instanceof Hopeless))throw error;report.failed("the run",error.message)}return tell(report.summary(client.requests+
(secret?.requests??0),client.writes+(secret?.writes??0))),report.failures.length===0}var http=__toESM(require("http")),https=__toESM(require("https")),ANSWER_MILLISECONDS=3e4,overNetwork=({method,url,headers,
body,ca})=>new Promise((resolve,reject)=>{let client=url.startsWith("https:")?https:http,length=body===void 0?{}:{"conte\
nt-length":String(Buffer.byteLength(body))},options={method,headers:{...headers,...length},timeout:ANSWER_MILLISECONDS,...ca&&
{ca}},sent=client.request(url,options,answer=>{let parts=[];answer.on("data",part=>parts.push(part)),answer.on("error",reject),
answer.on("end",()=>resolve({status:answer.statusCode??0,headers:answer.headers,body:Buffer.concat(parts).toString("utf8")}))});
sent.on("timeout",()=>sent.destroy(Object.assign(new Error("timeout"),{code:"ETIMEDOUT"}))),sent.on("error",reject),sent.
end(body)});var IDENTITY="/var/run/secrets/kubernetes.io/serviceaccount";async function main(file){let isDone=await converge(JSON.parse(
(0,import_fs.readFileSync)(file,"utf8")),{transport:overNetwork,sleep:seconds=>new Promise(resolve=>setTimeout(resolve,seconds*
1e3)),readFile:path=>(0,import_fs.readFileSync)(path,"utf8").replace(/\r?\n$/,""),tell:line=>process.stdout.write(${'`'}${'${'}line}\

${'`'}),kubernetes:{url:"https://kubernetes.default.svc",tokenFile:${'`'}${'${'}IDENTITY}/token${'`'},caFile:${'`'}${'${'}IDENTITY}/ca.crt${'`'}}});process.
exitCode=isDone?0:1}main(process.argv[2]).catch(error=>{process.stderr.write(${'`'}${'${'}error.message}
${'`'}),process.exitCode=1});
`;
