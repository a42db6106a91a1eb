import { Construct } from 'constructs';
import * as k8s from '../../manifest/k8s/types';
import { ConfigFile } from '../../platform/configuration/config-file';
import { Configuration } from '../../platform/configuration/configuration';

/** Folder in which a service finds its files. */
export const CONFIG_FOLDER = '/etc/config';

/** Files of a service, and how its pods mount them. */
export interface ServiceConfig {
  readonly volume: k8s.Volume;
  readonly mount: k8s.VolumeMount;
}

/** Files of one service alone: a configuration that never changes, so that pods of sites that are away keep what they started with. */
export function serviceConfig(
  scope: Construct,
  id: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): ServiceConfig {
  const configuration = new Configuration(scope, id, { name, files: configFiles(files), immutable: true });
  Object.entries(labels).forEach(([key, value]) => configuration.filesObject?.metadata.addLabel(key, value));
  return {
    volume: { name: 'config', configMap: { name: configuration._filesName } },
    mount: { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
  };
}

export function configFiles(files: Readonly<Record<string, string>>): Record<string, ConfigFile> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, ConfigFile.text(text)]));
}
