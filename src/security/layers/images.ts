import { Answers } from './answer';
import { imagesOf } from '../../images/images-of';
import { PlatformLayer } from '../data-security-props';
import { SIGSTORE_LABEL } from '../parts/image-signatures';
import { SecurityRule } from '../security-rule';
import { Seen, Survey } from '../survey/survey';

/** Kinds in which a field named image is somebody's text. */
const TEXTS = ['ConfigMap', 'CustomResourceDefinition', 'Secret'];

/** Images have digests, and somebody has signed them. */
export function imagesAnswer(survey: Survey, { images: signatures }: PlatformLayer, answers: Answers): void {
  const running = survey.objects
    .filter(({ kind }) => !TEXTS.includes(kind))
    .map((object) => ({ object, images: imagesIn(object) }))
    .filter(({ images }) => images.length > 0);
  for (const { object, images } of running) {
    const loose = images.filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image));
    if (loose.length > 0) {
      answers.hole(
        SecurityRule.IMAGES_PINNED,
        object.path,
        'runs an image that has no digest: another one may come under its tag',
        'digest of the image, or a lock: Environment.production({ images: ImageLock.file() })',
      );
    } else {
      answers.cover(SecurityRule.IMAGES_PINNED, object.path, 'digests');
    }
  }
  if (!signatures) {
    answers.hole(
      SecurityRule.IMAGES_SIGNED,
      survey.cluster.node.path,
      'nobody looks who has signed the images that it runs',
      'platform: { images: ImageSignatures.kyverno([ImageSigner.key(...)]) }',
    );
    return;
  }
  const kind = signatures._controller === 'kyverno' ? 'ImageValidatingPolicy' : 'ClusterImagePolicy';
  for (const { object, images } of running) {
    for (const image of images) {
      const signer = signatures._signerOf(image);
      if (signer) {
        answers.cover(SecurityRule.IMAGES_SIGNED, object.path, `${kind} signed-by-${signer.name}`);
      } else {
        const message = `nobody has to have signed images of ${image.replace(/[@:][^/]*$/, '')}`;
        answers.hole(SecurityRule.IMAGES_SIGNED, object.path, message, 'a signer of that repository');
      }
    }
  }
  if (signatures._controller === 'sigstore') {
    const unseen = new Set(running.map(({ object }) => object.namespace));
    survey
      .of('', 'Namespace')
      .filter(({ name, json }) => unseen.has(name) && json.metadata?.labels?.[SIGSTORE_LABEL] !== 'true')
      .forEach(({ path, name }) =>
        answers.hole(
          SecurityRule.IMAGES_SIGNED,
          path,
          `policy-controller does not look at namespace ${name}`,
          `label ${SIGSTORE_LABEL}: 'true'`,
        ),
      );
  }
}

/** Images of containers, and those that custom resources name at the top of their spec. */
function imagesIn({ json }: Seen): string[] {
  const named = [json.spec?.image, json.spec?.imageName].filter((one): one is string => typeof one === 'string');
  return [...new Set([...imagesOf(json), ...named])];
}
