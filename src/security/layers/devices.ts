import { Answers } from './answer';
import { Device } from '../../edge/device/device';
import { timeText } from '../../manifest/time-text';
import { SecurityRule } from '../security-rule';
import { Survey } from '../survey/survey';

/** Devices: how they are connected, what they tell, and where it is pushed. */
export function devicesAnswer(survey: Survey, answers: Answers): void {
  for (const device of survey.made(Device)) {
    connection(answers, device);
    for (const { property, push } of device._props.twins) {
      const path = `${device.node.path}.${property.name}`;
      const classes = property.dataClasses ?? [];
      if (classes.length === 0) {
        answers.hole(
          SecurityRule.DATA_LISTED,
          path,
          'is a property of a device that is collected for nothing that somebody said',
          'dataClasses: [DataClass.technical({ purpose, retention })] of the property, or personal or map',
        );
      }
      for (const { purpose, retention } of classes) {
        answers.cover(SecurityRule.DATA_LISTED, path, `${property.name} for ${purpose}, ${timeText(retention)}`);
      }
      if (push && !push._isEncrypted) {
        answers.hole(
          SecurityRule.SENDERS_KNOWN,
          path,
          `is pushed to ${push._place.path} in plain text`,
          'an address with TLS: ssl://, mqtts:// or https://',
        );
      }
    }
  }
}

/** OPC UA signs and encrypts; of the other protocols of devices none does both. */
function connection(answers: Answers, { node, _props: { connection: to } }: Device): void {
  const { securityMode, securityPolicy, url } = to._configData as Record<string, string | undefined>;
  const isSafe = securityMode === 'SignAndEncrypt' && securityPolicy !== 'None' && url !== undefined;
  if (isSafe) {
    answers.cover(SecurityRule.SENDERS_KNOWN, node.path, `OPC UA with ${securityPolicy}`);
  } else {
    answers.hole(
      SecurityRule.SENDERS_KNOWN,
      node.path,
      `is connected by ${to.protocol.name}, which neither encrypts nor says who speaks`,
      'OPC UA with SignAndEncrypt, or an exception that says who can reach the line',
    );
  }
}
