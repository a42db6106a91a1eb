import { Duration } from 'cdk8s';
import {
  CertificateIssuer,
  DataSecurityProps,
  ImageSignatures,
  ImageSigner,
  Jwt,
  RouteOptions,
  RuntimeDetection,
} from 'cdk8s-autonomous';

const ISSUER = CertificateIssuer.cluster('public');

/** Ways in for partners and apps: who asks has a token of the company. */
export const OF_PARTNERS: RouteOptions = {
  timeout: Duration.seconds(2),
  jwt: Jwt.of({
    issuer: 'https://login.cars.example.com',
    jwksUri: 'https://login.cars.example.com/keys',
    audiences: ['cars'],
  }),
  tls: { issuer: ISSUER },
};

/** Ways in for vehicles: each has a certificate of its own. */
export const OF_VEHICLES: RouteOptions = {
  timeout: Duration.seconds(2),
  tls: { issuer: ISSUER, clientCertificates: true, onlyTls13: true },
};

/** What covers the four layers beside what the library does anyway. */
export const FOUR_LAYERS: DataSecurityProps = {
  collection: {
    vehicles: {
      secureBoot: 'T-Box requirement 12',
      encryptedStorage: 'T-Box requirement 14',
      integrity: 'T-Box requirement 15',
    },
  },
  platform: {
    images: ImageSignatures.kyverno([
      ImageSigner.kms('release', {
        repositories: ['harbor.cars.example.com/operations'],
        key: 'awskms:///alias/images',
      }),
    ]),
    runtime: RuntimeDetection.falco(),
  },
};
