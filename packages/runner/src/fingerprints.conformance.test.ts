import { describeFingerprints } from '@reelwright/provider/conformance';
import { openChanjingRig } from '@reelwright/provider-chanjing/conformance-rig';
import { openGuijiRig } from '@reelwright/provider-guiji/conformance-rig';
import { fingerprintOfInput } from './plan/fingerprint-of-input.ts';

describeFingerprints('Chanjing', openChanjingRig, fingerprintOfInput);
describeFingerprints('Guiji', openGuijiRig, fingerprintOfInput);
