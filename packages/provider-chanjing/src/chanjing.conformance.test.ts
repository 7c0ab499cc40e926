import { describeProvider } from '@reelwright/provider/conformance';
import { openChanjingRig } from './__testing__/conformance-rig.ts';

describeProvider('Chanjing', openChanjingRig);
