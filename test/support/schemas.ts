import * as fs from 'fs';
import * as path from 'path';
import Ajv, { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parseAllDocuments } from 'yaml';
import { SHARED } from './shared';

/** Kubernetes versions whose definitions are stored. */
export const STORED_VERSIONS = ['1.27', '1.32', '1.36'];

const CRDS = path.join(SHARED, 'crds');

function compiler(): Ajv {
  const ajv = new Ajv({ strict: false, unicodeRegExp: false, inlineRefs: false, allErrors: true, logger: false });
  addFormats(ajv);
  for (const format of ['int32', 'int64', 'int-or-string', 'quantity']) {
    ajv.addFormat(format, true);
  }
  return ajv;
}

/** Validates objects against the official schemas of one Kubernetes version and of all stored CRDs; unknown fields are refused. */
export class Schemas {
  private readonly ajv = compiler();
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly definitions: Record<string, any>;
  private readonly crds: Record<string, { file: string; document: number; scope: string }[]>;

  public constructor(version: string) {
    const file = path.join(CRDS, 'kubernetes', `v${version}.0-definitions.json`);
    this.definitions = JSON.parse(fs.readFileSync(file, 'utf8')).definitions;
    for (const definition of Object.values(this.definitions)) {
      close(definition);
    }
    this.definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };
    this.definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['string', 'integer'] };
    this.ajv.addSchema({ $id: 'kubernetes', definitions: this.definitions });
    this.crds = JSON.parse(fs.readFileSync(path.join(CRDS, 'index.json'), 'utf8'));
  }

  /** What is wrong with an object and those that are written inside it; an empty list when nothing is. */
  public check(object: any): string[] {
    return [object, ...embedded(object)].flatMap((one) => this.checkOne(one));
  }

  private checkOne(object: any): string[] {
    const name = `${object.apiVersion}/${object.kind}`;
    const where = `${name} ${object.metadata?.name}`;
    const [crd] = this.crds[name] ?? [];
    const validate = crd ? this.custom(name, crd, object.apiVersion) : this.builtIn(object);
    if (!validate) {
      return [`${where}: no schema`];
    }
    void validate(object);
    const found = (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    if (!crd) {
      return found;
    }
    const metadata = this.ajv.getSchema('kubernetes#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')!;
    void metadata(object.metadata);
    const inMetadata = (metadata.errors ?? []).map(
      ({ instancePath, message }) => `${where}/metadata${instancePath} ${message}`,
    );
    const namespaced = object.metadata.namespace !== undefined;
    const scope = namespaced === (crd.scope === 'Namespaced') ? [] : [`${where}: is ${crd.scope}`];
    return [...found, ...inMetadata, ...scope];
  }

  private builtIn({ apiVersion, kind }: any): ValidateFunction | undefined {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const entry = Object.entries(this.definitions).find(([, definition]) =>
      (definition['x-kubernetes-group-version-kind'] ?? []).some(
        (gvk: any) => gvk.group === group && gvk.version === version && gvk.kind === kind,
      ),
    );
    return entry && this.ajv.getSchema(`kubernetes#/definitions/${entry[0]}`);
  }

  private custom(name: string, crd: { file: string; document: number }, apiVersion: string): ValidateFunction {
    let validate = this.validators.get(name);
    if (!validate) {
      const document = parseAllDocuments(fs.readFileSync(path.join(CRDS, crd.file), 'utf8'))[crd.document].toJS();
      const version = document.spec.versions.find((candidate: any) => candidate.name === apiVersion.split('/')[1]);
      const schema = version.schema.openAPIV3Schema;
      normalise(schema);
      // The API server checks these itself.
      schema.properties = {
        ...schema.properties,
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
      };
      validate = this.ajv.compile(schema);
      this.validators.set(name, validate);
    }
    return validate;
  }
}

/** Objects that others carry, as the runtimes make them. */
export function embedded({ kind, metadata, spec = {} }: any): any[] {
  const deployment = (one: any, labels?: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: metadata.name, namespace: metadata.namespace, labels },
    spec: one,
  });
  switch (kind) {
    case 'EdgeApplication':
      return spec.workloadTemplate.manifests;
    case 'YurtAppSet': {
      const { deploymentTemplate } = spec.workload.workloadTemplate;
      return [deployment(deploymentTemplate.spec, deploymentTemplate.metadata.labels)];
    }
    case 'DeploymentGrid':
      return [spec.template, ...Object.values(spec.templatePool)].map((one) => deployment(one));
    case 'ServiceGrid':
      return [{ apiVersion: 'v1', kind: 'Service', metadata: { name: metadata.name }, spec: spec.template }];
    case 'VirtualMachine':
      return (spec.dataVolumeTemplates ?? []).map((volume: any) => ({
        apiVersion: 'cdi.kubevirt.io/v1beta1',
        kind: 'DataVolume',
        ...volume,
        metadata: { ...volume.metadata, namespace: metadata.namespace },
      }));
    default:
      return [];
  }
}

/** Objects with known fields take no others. */
function close(schema: any): void {
  if (schema && typeof schema === 'object') {
    if (schema.properties && schema.additionalProperties === undefined) {
      schema.additionalProperties = false;
    }
    Object.values(schema).forEach(close);
  }
}

/** Makes the schema of a CRD one that a JSON schema validator takes, and closes it. */
function normalise(schema: any): void {
  if (!schema || typeof schema !== 'object') {
    return;
  }
  if (schema['x-kubernetes-int-or-string']) {
    delete schema.type;
    schema.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  if (schema.nullable && typeof schema.type === 'string') {
    schema.type = [schema.type, 'null'];
  }
  if (typeof schema.pattern === 'string' && schema.pattern.includes('(?i)')) {
    delete schema.pattern;
  }
  if (typeof schema.exclusiveMinimum === 'boolean') {
    delete schema.exclusiveMinimum;
  }
  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-embedded-resource'];
  if (schema.properties && schema.additionalProperties === undefined && !open) {
    schema.additionalProperties = false;
  }
  Object.values(schema).forEach(normalise);
}
